"""Beam searches of transformers on a committed checkpoint, at settings that end replies at different steps.

`beams.json`: model (a folder under models/), searches: prompt, eos (ids that end a reply), num_beams, length_penalty,
early_stopping, max_new_tokens, replies (new ids, best first, padding removed) and scores (log-prob / length^penalty).
"""

from itertools import product

import torch
from transformers import GenerationConfig, LlamaForCausalLM

from common import FIXTURES, rounded, write_json

MODEL = "llama-gqa"
EOS = (0, 1, 12, 60, 60)  # how many of 256 ids end a reply
PENALTIES = (-0.5, 0.0, 1.0, 2.0)
EARLY = (False, True, "never")


def until_eos(ids, eos):
    ends = [i for i, token in enumerate(ids) if token in eos]
    return ids[: ends[0] + 1] if ends else ids


@torch.no_grad()
def search(model, ends, penalty, early):
    eos = sorted((torch.randperm(253)[:ends] + 3).tolist())
    prompt = [1] + torch.randint(3, 256, (int(torch.randint(0, 12, (1,))),)).tolist()
    beams = int(torch.randint(2, 7, (1,)))
    new_tokens = int(torch.randint(1, 20, (1,)))
    out = model.generate(
        torch.tensor([prompt]),
        generation_config=GenerationConfig(
            num_beams=beams, num_return_sequences=beams, length_penalty=penalty, early_stopping=early,
            max_new_tokens=new_tokens, do_sample=False, eos_token_id=eos or None, pad_token_id=0,
            output_scores=True, return_dict_in_generate=True,
        ),
    )
    return {
        "prompt": prompt, "eos": eos, "num_beams": beams, "length_penalty": penalty, "early_stopping": early,
        "max_new_tokens": new_tokens,
        "replies": [until_eos(ids[len(prompt):], eos) for ids in out.sequences.tolist()],
        "scores": rounded(out.sequences_scores),
    }


if __name__ == "__main__":
    torch.manual_seed(5)
    model = LlamaForCausalLM.from_pretrained(
        FIXTURES / "models" / MODEL, dtype=torch.float32, attn_implementation="eager"
    ).eval()
    model.generation_config = GenerationConfig()
    model.config.eos_token_id = None
    searches = [search(model, *setting) for setting in product(EOS, PENALTIES, EARLY)]
    write_json(FIXTURES / "beams.json", {"model": MODEL, "searches": searches})
