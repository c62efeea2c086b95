"""PEFT adapters on `models/llama-gqa` and the logits with the adapter on and off.

Each folder under `lora/` is an adapter as PEFT saves it, and `expected.json`: base (a folder of the fixtures), ids,
logits_on, logits_off (of the last position). B is drawn at random, since a new adapter's is zero.
"""

import json

import torch
from peft import LoraConfig, PeftModel, get_peft_model
from transformers import LlamaForCausalLM

from common import FIXTURES, readable, rounded, write_json

BASE = "models/llama-gqa"

ADAPTERS = {
    "names": dict(r=4, lora_alpha=12, target_modules=["q_proj", "v_proj", "gate_proj", "down_proj"]),
    # Another scale, layers chosen by an expression, stored in half the bits.
    "stabilized": dict(r=4, lora_alpha=3, use_rslora=True, target_modules=r".*\.1\.self_attn\.[kvo]_proj", dtype=torch.bfloat16),
    # Ranks and scales of their own for some layers of all.
    "patterns": dict(
        r=2, lora_alpha=6, target_modules="all-linear", rank_pattern={"o_proj": 3, r"0\.mlp\.up_proj": 1},
        alpha_pattern={"down_proj": 1, "layers.1.mlp.gate_proj": 20},
    ),
}


def base():
    return LlamaForCausalLM.from_pretrained(FIXTURES / BASE, dtype=torch.float32, attn_implementation="eager").eval()


def portable(path):
    """PEFT writes the base's absolute path, and names in an order that changes."""
    values = json.loads(path.read_text()) | {"base_model_name_or_path": BASE}
    if isinstance(values["target_modules"], list):
        values["target_modules"].sort()
    path.write_text(json.dumps(values, indent=2) + "\n")


@torch.no_grad()
def make(name, dtype=torch.float32, **settings):
    folder = FIXTURES / "lora" / name
    model = get_peft_model(base(), LoraConfig(task_type="CAUSAL_LM", **settings))
    for key, parameter in model.named_parameters():
        if "lora_B" in key:
            parameter.normal_(0, 0.3)
        if "lora_" in key:
            parameter.data = parameter.data.to(dtype)
    model.save_pretrained(folder)
    (folder / "README.md").unlink(missing_ok=True)
    readable(folder)
    portable(folder / "adapter_config.json")
    loaded = PeftModel.from_pretrained(base(), folder).eval()
    ids = [1] + torch.randint(3, 256, (20,)).tolist()
    on = loaded(torch.tensor([ids])).logits[0, -1]
    with loaded.disable_adapter():
        off = loaded(torch.tensor([ids])).logits[0, -1]
    write_json(folder / "expected.json", {
        "base": BASE, "ids": ids, "logits_on": rounded(on), "logits_off": rounded(off),
    })


if __name__ == "__main__":
    for seed, (name, settings) in enumerate(ADAPTERS.items()):
        torch.manual_seed(200 + seed)
        make(name, **settings)
