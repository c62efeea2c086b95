"""Tiny random Llama checkpoints and what transformers computes with them.

Each folder is a Hugging Face folder plus `expected.json`:
  sequences: ids, last_logits (last position), token_log_probs (of ids[1:]), last_hidden_norm (after the final norm)
  greedy:    prompt, ids (prompt and continuation, stops at id 2)
Values are computed in float32 with eager attention, also where the weights are bfloat16.
"""

import json

import torch
from transformers import LlamaConfig, LlamaForCausalLM

from common import FIXTURES, readable, rounded, write_json

VOCAB = 256
LENGTHS = (5, 12, 23)
NEW_TOKENS = 16


def config(**changes):
    values = dict(
        vocab_size=VOCAB, hidden_size=32, intermediate_size=48, num_hidden_layers=2,
        num_attention_heads=4, num_key_value_heads=2, max_position_embeddings=128,
        rms_norm_eps=1e-5, bos_token_id=1, eos_token_id=2, pad_token_id=0,
        tie_word_embeddings=False, initializer_range=0.3, attn_implementation="eager",
    )
    return LlamaConfig(**(values | changes))


MODELS = {
    "llama-gqa": dict(config=config()),
    "llama-tied": dict(config=config(tie_word_embeddings=True, num_key_value_heads=4, rms_norm_eps=1e-6)),
    "llama-bf16": dict(config=config(), dtype=torch.bfloat16),
    # A head size that is not hidden / heads, another RoPE base, the config keys of transformers 4, two shards.
    "llama-head-dim": dict(
        config=config(head_dim=16, num_key_value_heads=1, rope_parameters={"rope_type": "default", "rope_theta": 500000.0}),
        shards="80KB", older_keys=True,
    ),
}


def random_norms(model):
    """Norm weights are initialised to 1, which would hide a missing multiplication."""
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if "norm" in name:
                parameter.uniform_(0.5, 1.5)


def use_older_keys(path):
    values = json.loads(path.read_text())
    values |= {"rope_theta": values.pop("rope_parameters")["rope_theta"], "rope_scaling": None}
    values["torch_dtype"] = values.pop("dtype")
    path.write_text(json.dumps(values, indent=2) + "\n")


@torch.no_grad()
def expected(model):
    sequences = []
    for length in LENGTHS:
        ids = torch.cat([torch.tensor([1]), torch.randint(3, VOCAB, (length - 1,))])
        out = model(ids[None], output_hidden_states=True)
        log_probs = out.logits[0, :-1].log_softmax(-1).gather(1, ids[1:, None])[:, 0]
        sequences.append({
            "ids": ids.tolist(),
            "last_logits": rounded(out.logits[0, -1]),
            "token_log_probs": rounded(log_probs),
            "last_hidden_norm": out.hidden_states[-1][0, -1].norm().item(),
        })
    prompt = sequences[0]["ids"]
    greedy = model.generate(torch.tensor([prompt]), max_new_tokens=NEW_TOKENS, do_sample=False)
    return {"sequences": sequences, "greedy": {"prompt": prompt, "ids": greedy[0].tolist()}}


def make(name, config, dtype=torch.float32, shards="1GB", older_keys=False):
    folder = FIXTURES / "models" / name
    model = LlamaForCausalLM(config).eval()
    random_norms(model)
    model = model.to(dtype)
    model.save_pretrained(folder, max_shard_size=shards)
    (folder / "generation_config.json").unlink(missing_ok=True)
    readable(folder)
    if older_keys:
        use_older_keys(folder / "config.json")
    # Read back, because Module.to(bfloat16) would also round the RoPE frequencies, which are no weights.
    saved = LlamaForCausalLM.from_pretrained(folder, dtype=torch.float32, attn_implementation="eager")
    write_json(folder / "expected.json", expected(saved.eval()))


if __name__ == "__main__":
    for seed, (name, parts) in enumerate(MODELS.items()):
        torch.manual_seed(seed)
        make(name, **parts)
