"""Loads a folder that Murmur saved in transformers and compares it with what is expected.

    reload.py FOLDER EXPECTED

EXPECTED is an `expected.json` as models.py (sequences) or reward.py (rows, scores) writes. Prints the largest
absolute difference of last logits, token log-probs or scores, and fails when a weight was missing or not used.
"""

import json
import sys
from pathlib import Path

import torch
from transformers import AutoModelForCausalLM, AutoModelForSequenceClassification


def load(kind, folder):
    model, info = kind.from_pretrained(
        folder, dtype=torch.float32, attn_implementation="eager", output_loading_info=True
    )
    faults = {key: list(info[key]) for key in ("missing_keys", "unexpected_keys", "mismatched_keys") if info[key]}
    if faults:
        sys.exit(f"{folder}: {faults}")
    return model.eval()


def largest(actual, wanted):
    return (actual - torch.tensor(wanted)).abs().max().item()


@torch.no_grad()
def compare_language_model(folder, sequences):
    model = load(AutoModelForCausalLM, folder)
    logits = log_probs = 0.0
    for sequence in sequences:
        ids = torch.tensor(sequence["ids"])
        out = model(ids[None]).logits[0]
        logits = max(logits, largest(out[-1], sequence["last_logits"]))
        of_ids = out[:-1].log_softmax(-1).gather(1, ids[1:, None])[:, 0]
        log_probs = max(log_probs, largest(of_ids, sequence["token_log_probs"]))
    return {"max_abs_logit_difference": logits, "max_abs_log_prob_difference": log_probs}


@torch.no_grad()
def compare_reward_model(folder, rows, scores):
    model = load(AutoModelForSequenceClassification, folder)
    actual = torch.stack([model(torch.tensor([row])).logits[0, 0] for row in rows])
    return {"max_abs_score_difference": largest(actual, scores)}


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    wanted = json.loads(Path(sys.argv[2]).read_text())
    if "scores" in wanted:
        print(json.dumps(compare_reward_model(sys.argv[1], wanted["rows"], wanted["scores"])))
    else:
        print(json.dumps(compare_language_model(sys.argv[1], wanted["sequences"])))
