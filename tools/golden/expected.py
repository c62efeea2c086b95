"""Writes what transformers computes with a language model, for `murmur verify MODEL_DIR EXPECTED_JSON`.

    expected.py MODEL_DIR EXPECTED_JSON

Three sequences of random ids, a greedy continuation and two beam searches, in float32 with eager attention, whatever
type the weights have. The layout is described in docs/models.md.
"""

import sys
from pathlib import Path

import torch
from transformers import AutoModelForCausalLM, GenerationConfig

from common import rounded, write_json

LENGTHS = (5, 12, 23)
NEW_TOKENS = 16
BEAMS = ((4, 1.0), (3, 0.0))


def load(folder):
    return AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32, attn_implementation="eager").eval()


def generate(model, prompt, **settings):
    """With the model's end tokens, and nothing else of its generation_config.json."""
    ends = model.generation_config.eos_token_id
    config = GenerationConfig(
        eos_token_id=ends, pad_token_id=0, max_new_tokens=NEW_TOKENS, do_sample=False,
        output_scores=True, return_dict_in_generate=True, **settings,
    )
    return model.generate(torch.tensor([prompt]), generation_config=config)


def sequence(model, length):
    ids = torch.cat([torch.tensor([1]), torch.randint(3, model.config.vocab_size, (length - 1,))])
    out = model(ids[None], output_hidden_states=True)
    log_probs = out.logits[0, :-1].log_softmax(-1).gather(1, ids[1:, None])[:, 0]
    return {
        "ids": ids.tolist(),
        "last_logits": rounded(out.logits[0, -1]),
        "token_log_probs": rounded(log_probs),
        "last_hidden_norm": out.hidden_states[-1][0, -1].norm().item(),
    }


def beam(model, prompt, beams, penalty):
    out = generate(model, prompt, num_beams=beams, num_return_sequences=beams, length_penalty=penalty)
    return {
        "prompt": prompt, "num_beams": beams, "length_penalty": penalty, "max_new_tokens": NEW_TOKENS,
        "sequences": out.sequences.tolist(), "scores": rounded(out.sequences_scores),
    }


@torch.no_grad()
def expected(model):
    sequences = [sequence(model, length) for length in LENGTHS]
    first, second = sequences[0]["ids"], sequences[1]["ids"]
    greedy = {"prompt": first, "ids": generate(model, first).sequences[0].tolist()}
    searches = {f"beam_{beams}_{penalty}": beam(model, second, beams, penalty) for beams, penalty in BEAMS}
    return {"sequences": sequences, "greedy": greedy} | searches


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    torch.manual_seed(0)
    write_json(Path(sys.argv[2]), expected(load(sys.argv[1])))
