"""What lm-eval makes of multiple-choice benchmarks on a tiny model and made-up rows of the published formats.

    python choices.py

writes benchmarks/model (a random Llama with a byte-level tokenizer that puts <s> in front), benchmarks/data/<task>/
(rows) and benchmarks/choices.json: for every question the log-likelihoods of its choices, and each task's metrics.
lm-eval's own task definitions are used; only where their data comes from is replaced. The model has so few positions
that some texts are cut. Needs lm-eval 0.4.13 (pip install --no-deps lm-eval==0.4.13; of its dependencies sacrebleu,
more_itertools, dill and scikit-learn are enough).
"""

import json
import random
import sys
from unittest.mock import MagicMock

import datasets
import torch
from transformers import LlamaConfig, LlamaForCausalLM

from common import FIXTURES, byte_level_tokenizer, readable, write_json, write_rows

FOLDER = FIXTURES / "benchmarks"
WORDS = (
    "river stone lamp garden winter music bread glass window horse paper cloud engine forest market island bridge "
    "doctor letter morning silver shadow dinner teacher ocean desert café naïve Zürich"
).split()
dice = random.Random(7)


def words(least, most):
    return " ".join(dice.choice(WORDS) for _ in range(dice.randint(least, most)))


def sentence():
    return words(4, 9).capitalize()


def arc(n):
    rows = []
    for i in range(n):
        choices = [words(1, 4) for _ in range(5 if i % 4 == 3 else 4)]
        labels = list("12345" if i % 3 == 2 else "ABCDE")[: len(choices)]
        rows.append(
            {
                "id": f"made-up-{i}",
                "question": sentence() + "?",
                "choices": {"text": choices, "label": labels},
                "answerKey": dice.choice(labels),
            }
        )
    return rows


def hellaswag(n):
    return [
        {
            "ind": i,
            "activity_label": words(1, 2).capitalize(),
            "ctx_a": sentence() + ".",
            "ctx_b": "" if i % 3 == 0 else "the " + words(1, 3),
            "ctx": "",
            "endings": [words(3, 6) + (" [title] next [step] more  there." if j == i % 5 else ".") for j in range(4)],
            "label": str(dice.randrange(4)),
        }
        for i in range(n)
    ]


def mmlu(n):
    return [
        {
            "question": sentence() + "? " * (i % 2),
            "subject": "",
            "choices": [words(1, 4) for _ in range(4)],
            "answer": dice.randrange(4),
        }
        for i in range(n)
    ]


def truthful(n):
    rows = []
    for _ in range(n):
        ones, many = dice.randint(3, 5), dice.randint(1, 3)
        rows.append(
            {
                "question": sentence() + "?",
                "mc1_targets": {
                    "choices": [sentence() + "." for _ in range(ones)],
                    "labels": [1] + [0] * (ones - 1),
                },
                "mc2_targets": {
                    "choices": [sentence() + "." for _ in range(many + 3)],
                    "labels": [1] * many + [0] * 3,
                },
            }
        )
    return rows


def winogrande(n):
    return [
        {
            "sentence": f"{sentence()} because _ was {words(2, 5)}.",
            "option1": dice.choice(WORDS),
            "option2": dice.choice(WORDS),
            "answer": dice.choice("12"),
        }
        for _ in range(n)
    ]


SUBJECTS = ("abstract_algebra", "world_religions")
DATA = {
    "arc_challenge": {"test": arc(8), "train": arc(40)},
    "hellaswag": {"validation": hellaswag(8), "train": hellaswag(30)},
    "truthfulqa": {"validation": truthful(6)},
    "winogrande": {"validation": winogrande(8), "train": winogrande(200)},
} | {f"mmlu/{subject}": {"test": mmlu(5), "dev": mmlu(6)} for subject in SUBJECTS}
PLACES = {
    "allenai/ai2_arc": "arc_challenge",
    "Rowan/hellaswag": "hellaswag",
    "truthfulqa/truthful_qa": "truthfulqa",
    "allenai/winogrande": "winogrande",
    "cais/mmlu": "mmlu",
}
TASKS = ["arc_challenge", "hellaswag", "truthfulqa_mc1", "truthfulqa_mc2", "winogrande"]
TASKS += [f"mmlu_{subject}" for subject in SUBJECTS]


def write_model():
    folder = FOLDER / "model"
    byte_level_tokenizer(json.dumps(DATA, ensure_ascii=False), 480).save_pretrained(folder)
    torch.manual_seed(5)
    LlamaForCausalLM(
        LlamaConfig(
            vocab_size=480, hidden_size=16, intermediate_size=24, num_hidden_layers=2, num_attention_heads=2,
            num_key_value_heads=1, max_position_embeddings=640, initializer_range=0.3, tie_word_embeddings=True,
            bos_token_id=1, eos_token_id=2, pad_token_id=0,
        )
    ).to(torch.bfloat16).save_pretrained(folder)
    (folder / "generation_config.json").unlink(missing_ok=True)
    readable(folder)
    return folder


def load_dataset(path, name=None, **_):
    place = PLACES[path] + (f"/{name}" if path == "cais/mmlu" else "")
    return datasets.DatasetDict(
        {split: datasets.Dataset.from_list(rows) for split, rows in DATA[place].items()}
    )


def evaluate(model):
    # The module of TruthfulQA's tasks wants it for those that generate.
    sys.modules["rouge_score"] = MagicMock()
    from lm_eval import evaluator
    from lm_eval.api import task
    from lm_eval.models.huggingface import HFLM

    task.datasets.load_dataset = load_dataset
    shots = {"arc_challenge": 25, "hellaswag": 10, "winogrande": 5}
    lm = HFLM(pretrained=str(model), device="cpu", dtype="float32", batch_size=1)
    expected = {}
    for name in TASKS:
        found = evaluator.simple_evaluate(
            lm, tasks=[name], num_fewshot=shots.get(name, 5 if name.startswith("mmlu") else 0), bootstrap_iters=0,
        )
        metrics = {
            key.removesuffix(",none"): value
            for key, value in found["results"][name].items()
            if key in ("acc,none", "acc_norm,none")
        }
        samples = sorted(found["samples"][name], key=lambda sample: sample["doc_id"])
        expected[name] = {
            "metrics": metrics,
            "log_probs": [[round(float(pair[0]), 6) for pair in sample["filtered_resps"]] for sample in samples],
            "first_context": samples[0]["arguments"][0][0],
            "first_continuation": samples[0]["arguments"][0][1],
        }
        print(name, metrics)
    return expected


write_rows(FOLDER / "data", DATA)
write_json(FOLDER / "choices.json", evaluate(write_model()))
