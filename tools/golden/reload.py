"""Loads a folder that Murmur saved in transformers and compares it with what is expected.

    reload.py FOLDER EXPECTED

EXPECTED is an `expected.json` as models.py (sequences), reward.py (rows, scores) or lora.py (logits_on) writes. Prints
the largest absolute difference of last logits, token log-probs or scores, and fails when a weight was missing or not
used. A folder with adapter_config.json is loaded by PEFT on the base that EXPECTED names; a merged model is compared
with the adapter's EXPECTED.
"""

import json
import sys
from pathlib import Path

import torch
from peft import PeftModel
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
def compare_reward_model(folder, expected):
    """Each row alone, cut as its rule says: before the first padding id, or after the last token that is none."""
    model = load(AutoModelForSequenceClassification, folder)
    pad = model.config.pad_token_id
    scores = []
    for row in expected["rows"]:
        row = row[: row.index(pad)] if "rule" in expected and pad in row else row
        scores.append(model(torch.tensor([row])).logits[0, 0])
    return {"max_abs_score_difference": largest(torch.stack(scores), expected["scores"])}


@torch.no_grad()
def compare_adapter(folder, expected, fixtures):
    ids = torch.tensor([expected["ids"]])
    if not (Path(folder) / "adapter_config.json").exists():
        model = load(AutoModelForCausalLM, folder)
        return {"max_abs_logit_difference": largest(model(ids).logits[0, -1], expected["logits_on"])}
    model = PeftModel.from_pretrained(load(AutoModelForCausalLM, fixtures / expected["base"]), folder).eval()
    on = largest(model(ids).logits[0, -1], expected["logits_on"])
    with model.disable_adapter():
        off = largest(model(ids).logits[0, -1], expected["logits_off"])
    return {"max_abs_logit_difference": on, "max_abs_logit_difference_off": off}


def fixtures_of(expected_file, base):
    """The folder above the adapter's in which its base lies."""
    return next(parent for parent in expected_file.resolve().parents if (parent / base).is_dir())


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    file = Path(sys.argv[2])
    wanted = json.loads(file.read_text())
    if "scores" in wanted:
        print(json.dumps(compare_reward_model(sys.argv[1], wanted)))
    elif "logits_on" in wanted:
        print(json.dumps(compare_adapter(sys.argv[1], wanted, fixtures_of(file, wanted["base"]))))
    else:
        print(json.dumps(compare_language_model(sys.argv[1], wanted["sequences"])))
