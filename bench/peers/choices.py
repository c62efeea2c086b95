"""ARC-Challenge and MMLU by lm-eval, on a random model and made-up rows, as `murmur eval` runs them.

    python bench/peers/choices.py make FOLDER          a model and data, for both sides
    python bench/peers/choices.py run FOLDER TASK BATCH

TASK is arc_challenge or mmlu, BATCH lm-eval's batch size. `run` prints lm-eval's own seconds for the requests, without
the start of Python and the loading of the model, and the accuracy. Ours on the same files:

    ./murmur eval --benchmark TASK --model FOLDER/model --data FOLDER/data --limit 1000

Needs lm-eval 0.4.13 (tools/golden/choices.py says how to install it).
"""

import json
import random
import sys
import time
from pathlib import Path
from unittest.mock import MagicMock

import datasets
import torch

QUESTIONS = 100
SUBJECT = "astronomy"


def words(dice, least, most):
    return " ".join(f"w{dice.randrange(3000)}" for _ in range(dice.randint(least, most)))


def arc(dice, n):
    return [
        {
            "id": str(i),
            "question": words(dice, 10, 30) + "?",
            "choices": {"text": [words(dice, 2, 10) for _ in range(4)], "label": list("ABCD")},
            "answerKey": dice.choice("ABCD"),
        }
        for i in range(n)
    ]


def mmlu(dice, n):
    return [
        {
            "question": words(dice, 10, 40) + "?",
            "subject": SUBJECT,
            "choices": [words(dice, 2, 10) for _ in range(4)],
            "answer": dice.randrange(4),
        }
        for _ in range(n)
    ]


def make(folder):
    from tokenizers import Tokenizer, models, pre_tokenizers, processors
    from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

    dice = random.Random(3)
    data = {
        "arc_challenge": {"test": arc(dice, QUESTIONS), "train": arc(dice, 200)},
        f"mmlu/{SUBJECT}": {"test": mmlu(dice, QUESTIONS), "dev": mmlu(dice, 5)},
    }
    for place, splits in data.items():
        for split, rows in splits.items():
            file = folder / "data" / place / f"{split}.jsonl"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text("".join(json.dumps(row) + "\n" for row in rows))
    known = ["<s>", "</s>", "<unk>"] + [f"w{i}" for i in range(3000)] + list("ABCD:?.,\n")
    known += ["Question", "Answer", "The", "following", "are", "multiple", "choice", "questions", "with", "answers",
              "about", SUBJECT]
    tokenizer = Tokenizer(models.WordLevel({word: i for i, word in enumerate(known)}, unk_token="<unk>"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.post_processor = processors.TemplateProcessing(single="<s> $A", special_tokens=[("<s>", 0)])
    PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, bos_token="<s>", eos_token="</s>", unk_token="<unk>"
    ).save_pretrained(folder / "model")
    torch.manual_seed(1)
    LlamaForCausalLM(
        LlamaConfig(
            vocab_size=32002, hidden_size=288, intermediate_size=768, num_hidden_layers=6, num_attention_heads=6,
            max_position_embeddings=4096, tie_word_embeddings=True, bos_token_id=0, eos_token_id=1,
        )
    ).save_pretrained(folder / "model")


def load_dataset(folder, path, name):
    place = {"allenai/ai2_arc": "arc_challenge", "cais/mmlu": f"mmlu/{name}"}[path]
    return datasets.DatasetDict(
        {
            file.stem: datasets.Dataset.from_list([json.loads(line) for line in file.read_text().splitlines()])
            for file in (folder / "data" / place).glob("*.jsonl")
        }
    )


def run(folder, task_name, batch):
    sys.modules["rouge_score"] = MagicMock()
    from lm_eval import evaluator
    from lm_eval.api import task
    from lm_eval.models.huggingface import HFLM

    torch.set_num_threads(2)
    task.datasets.load_dataset = lambda path, name=None, **_: load_dataset(folder, path, name)
    lm = HFLM(pretrained=str(folder / "model"), device="cpu", dtype="float32", batch_size=batch)
    name, shots = ("arc_challenge", 25) if task_name == "arc_challenge" else (f"mmlu_{SUBJECT}", 5)
    start = time.perf_counter()
    found = evaluator.simple_evaluate(lm, tasks=[name], num_fewshot=shots, bootstrap_iters=0, verbosity="ERROR")
    print(f"{time.perf_counter() - start:.2f} s, acc {found['results'][name]['acc,none']}")


folder = Path(sys.argv[2])
if sys.argv[1] == "make":
    make(folder)
else:
    run(folder, sys.argv[3], int(sys.argv[4]))
