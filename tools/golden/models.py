"""Tiny random checkpoints of every family and what transformers computes with them.

Each folder is a Hugging Face folder plus `expected.json`, see expected.py. Values are computed in float32 with eager
attention, also where the weights are bfloat16.
"""

import json

import torch
from transformers import (
    AutoModelForCausalLM, Gemma2Config, LlamaConfig, MistralConfig, MixtralConfig, Phi3Config, Qwen2Config,
    Qwen3Config,
)

from common import FIXTURES, readable, write_json
from expected import LENGTHS, expected, load  # noqa: F401: reward.py takes LENGTHS from here

VOCAB = 256


def config(kind=LlamaConfig, **changes):
    values = dict(
        vocab_size=VOCAB, hidden_size=32, intermediate_size=48, num_hidden_layers=2,
        num_attention_heads=4, num_key_value_heads=2, max_position_embeddings=128,
        rms_norm_eps=1e-5, bos_token_id=1, eos_token_id=2, pad_token_id=0,
        tie_word_embeddings=False, initializer_range=0.3, attn_implementation="eager",
    )
    return kind(**(values | changes))


def small(kind=LlamaConfig, **changes):
    """Few kilobytes: bfloat16 weights, which cost the comparison nothing since it is made in float32."""
    sizes = dict(vocab_size=64, hidden_size=16, intermediate_size=24, head_dim=8)
    return dict(config=config(kind, **(sizes | changes)), dtype=torch.bfloat16)


def rope(**changes):
    return {"rope_theta": 10000.0} | changes


MODELS = {
    "llama-gqa": dict(config=config()),
    "llama-tied": dict(config=config(tie_word_embeddings=True, num_key_value_heads=4, rms_norm_eps=1e-6)),
    "llama-bf16": dict(config=config(), dtype=torch.bfloat16),
    # A head size that is not hidden / heads, another RoPE base, the config keys of transformers 4, two shards.
    "llama-head-dim": dict(
        config=config(head_dim=16, num_key_value_heads=1, rope_parameters=rope(rope_type="default", rope_theta=500000.0)),
        shards="80KB", older_keys=True,
    ),
    "llama-biases": small(attention_bias=True, mlp_bias=True),
    # Head size 32: wavelengths below, within and above the passage between kept and stretched ones.
    "llama3-rope": dict(
        **small(
            head_dim=32, num_attention_heads=2, num_key_value_heads=1,
            rope_parameters=rope(
                rope_type="llama3", factor=8.0, low_freq_factor=1.0, high_freq_factor=4.0,
                original_max_position_embeddings=64,
            ),
        ),
        older_keys=True,
    ),
    "llama-linear-rope": small(rope_parameters=rope(rope_type="linear", factor=4.0)),
    "mistral": dict(**small(MistralConfig, sliding_window=None), older_keys=True),
    # Windows shorter than prompt and reply: two layers see twice as far as one.
    "mistral-window": small(MistralConfig, sliding_window=4),
    "mixtral": small(MixtralConfig, num_local_experts=4, num_experts_per_tok=2),
    "mixtral-window": small(MixtralConfig, num_local_experts=3, num_experts_per_tok=2, sliding_window=6),
    "qwen2": dict(**small(Qwen2Config, tie_word_embeddings=True), older_keys=True),
    "qwen2-window": small(
        Qwen2Config, num_hidden_layers=3, use_sliding_window=True, sliding_window=5, max_window_layers=1,
    ),
    "qwen3": small(Qwen3Config, head_dim=12, tie_word_embeddings=True),
    "qwen3-biases": small(Qwen3Config, attention_bias=True),
    # Caps low enough to bite, a score scalar that is not the head size, windows in layers 0 and 2.
    "gemma2": small(
        Gemma2Config, num_hidden_layers=3, sliding_window=5, query_pre_attn_scalar=12,
        attn_logit_softcapping=3.0, final_logit_softcapping=4.0, tie_word_embeddings=True,
    ),
    "gemma2-older": dict(
        **small(
            Gemma2Config, sliding_window=7, attn_logit_softcapping=None, final_logit_softcapping=None,
            tie_word_embeddings=True, num_key_value_heads=1,
        ),
        older_keys=True, drop=("layer_types",),
    ),
    "phi3": small(Phi3Config),
    "phi3-window": dict(**small(Phi3Config, sliding_window=6, num_key_value_heads=1), older_keys=True),
}


def random_vectors(model):
    """Norm weights are initialised to 1 (or 0, if 1 is added) and biases to 0, which would hide a missing one."""
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if "norm" in name:
                parameter.add_(torch.empty_like(parameter).uniform_(-0.5, 0.5))
            elif name.endswith("bias"):
                parameter.uniform_(-0.5, 0.5)


def use_older_keys(values):
    """As transformers 4 wrote them."""
    scaling = values.pop("rope_parameters")
    values["rope_theta"] = scaling.pop("rope_theta")
    values["rope_scaling"] = None if scaling["rope_type"] == "default" else scaling
    values["torch_dtype"] = values.pop("dtype")
    return values


def edit_config(path, edit):
    path.write_text(json.dumps(edit(json.loads(path.read_text())), indent=2) + "\n")


def make(name, config, dtype=torch.float32, shards="1GB", older_keys=False, drop=()):
    folder = FIXTURES / "models" / name
    model = AutoModelForCausalLM.from_config(config).eval()
    random_vectors(model)
    model = model.to(dtype)
    model.save_pretrained(folder, max_shard_size=shards)
    (folder / "generation_config.json").unlink(missing_ok=True)
    readable(folder)
    if older_keys:
        edit_config(folder / "config.json", use_older_keys)
    if drop:
        edit_config(folder / "config.json", lambda values: {k: v for k, v in values.items() if k not in drop})
    # Read back, because Module.to(bfloat16) would also round the RoPE frequencies, which are no weights.
    write_json(folder / "expected.json", expected(load(folder)))


if __name__ == "__main__":
    for seed, (name, parts) in enumerate(MODELS.items()):
        torch.manual_seed(seed)
        make(name, **parts)
