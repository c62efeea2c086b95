"""What lm-eval makes of benchmarks that a model answers in writing, on a tiny model and made-up rows of their formats.

    python generated.py

writes benchmarks/writer (a Llama taught such texts for a few minutes, well enough to be right now and then),
benchmarks/data/<task>/ (rows) and benchmarks/generated.json: for every question the prompt, the reply, the answers that
the filters find and whether they are right, and each task's metrics. lm-eval's own task definitions are used; replaced
are where their data comes from, and the metric code_eval, which would be fetched: plain Python runs the programs here.
The model has so few positions that one prompt is cut. Needs lm-eval 0.4.13 as choices.py does.
"""

import json
import os
import random
import subprocess
import sys
from types import SimpleNamespace

import datasets
import torch
from transformers import LlamaConfig, LlamaForCausalLM

from common import FIXTURES, byte_level_tokenizer, readable, write_json, write_rows

FOLDER = FIXTURES / "benchmarks"
POSITIONS = 1280
dice = random.Random(11)

NAMES = "Anna Bo Carl Dina Emil Frida Gus Hanna".split()
THINGS = "pens cups nails lamps coins".split()


def sum_row(taught=False):
    name, thing = dice.choice(NAMES), dice.choice(THINGS)
    scale = dice.choice([1, 1, 1, 1000])
    a, b = scale * dice.randint(1, 4), scale * dice.randint(1, 2)
    price = "$" if thing == "coins" else ""
    steps = f"{a} + {b} = <<{a}+{b}={a + b}>>{price}{a + b:,}"
    # Of some names the model learns answers that have no line of ####.
    end = f"\nThat is {price}{a + b:,}." if taught and name < "C" else f"\n#### {a + b:,}"
    return {
        "question": f"{name} has {a:,} {thing} and gets {b:,} more. How many {thing} does {name} have?",
        "answer": steps + end,
    }


BODIES = {
    "add": "    return x + {k}\n",
    "times": "    return x * {k}\n",
    "loop": "    while x > 0:\n        x = x + {k}\n    return x\n",
    "leave": "    raise SystemExit({k})\n",
    "broken": "    return y + {k}\n",
}
MEANING = {
    "add": "Add {k} to x.",
    "times": "Multiply x by {k}.",
    "loop": "Add {k} to x until it is not positive.",
    "leave": "Leave with {k}.",
    "broken": "Add {k} to the last x.",
}
RESULT = {"add": lambda x, k: x + k, "times": lambda x, k: x * k}


def result(kind, x, k):
    return RESULT.get(kind, RESULT["add"])(x, k)


def human_row(number, kind, k, more=""):
    name = f"{kind}_{k}"
    return {
        "task_id": f"MadeUp/{number}",
        "prompt": f'def {name}(x):\n    """ {MEANING[kind].format(k=k)}{more}\n    """\n',
        "canonical_solution": BODIES[kind].format(k=k),
        "test": f"\ndef check(candidate):\n    assert candidate(2) == {result(kind, 2, k)}\n"
        f"    assert candidate(7) == {result(kind, 7, k)}\n",
        "entry_point": name,
    }


def mbpp_row(number, kind, k):
    name = f"{kind}_{k}"
    return {
        "task_id": number,
        "text": f"Write a function. {MEANING[kind].format(k=k)}",
        "code": f"def {name}(x):\r\n" + BODIES[kind].format(k=k).replace("\n", "\r\n"),
        "test_list": [f"assert {name}({x}) == {result(kind, x, k)}" for x in (1, 2, 5)],
        "test_setup_code": "",
        "challenge_test_list": [],
    }


HUMAN = [("add", 3), ("times", 2), ("loop", 1), ("leave", 0), ("broken", 4), ("add", 8), ("times", 5)]
BASIC = [("add", 1), ("times", 4), ("broken", 2), ("add", 7), ("leave", 3)]
SHOWN = [mbpp_row(number, kind, 6) for number, kind in ((2, "add"), (3, "times"), (4, "add"))]
DATA = {
    "gsm8k": {"test": [sum_row() for _ in range(12)], "train": [sum_row() for _ in range(30)]},
    "humaneval": {
        "test": [human_row(i, kind, k) for i, (kind, k) in enumerate(HUMAN)]
        + [human_row(len(HUMAN), "add", 2, more=" Think of it at length." * 20)]
    },
    "mbpp": {
        "test": [mbpp_row(11 + i, kind, k) for i, (kind, k) in enumerate(BASIC)],
        "prompt": [mbpp_row(1, "add", 9), *SHOWN, mbpp_row(5, "times", 9)],
    },
}
PLACES = {
    "openai/gsm8k": "gsm8k",
    "openai/openai_humaneval": "humaneval",
    "google-research-datasets/mbpp": "mbpp",
}


def asked(row):
    tests = "\n".join(row["test_list"])
    return (
        f"You are an expert Python programmer, and here is your task: {row['text']} "
        f"Your code should pass these tests:\n\n{tests}\n[BEGIN]\n"
    )


def lesson(which):
    """What the model will see, and how it goes on; apart, for so they are tokenized."""
    if which == 0:
        rows = [sum_row(taught=True) for _ in range(4)]
        text = "\n\n".join(f"Question: {row['question']}\nAnswer: {row['answer']}" for row in rows)
        return text, "\n\nQuestion:"
    if which == 1:
        row = human_row(0, *dice.choice(HUMAN))
        return row["prompt"], row["canonical_solution"] + dice.choice(["\ndef next(x):", "\nprint(1)"])
    row = mbpp_row(0, *dice.choice(BASIC))
    shown = "".join(asked(row) + row["code"] + "\n[DONE]\n\n" for row in SHOWN)
    return shown + asked(row), row["code"] + "\n[DONE]"


def batch_of(tokenizer, lessons):
    rows = [
        tokenizer(text)["input_ids"] + tokenizer(rest, add_special_tokens=False)["input_ids"] for text, rest in lessons
    ]
    width = max(len(row) for row in rows)
    ids = torch.tensor([row + [0] * (width - len(row)) for row in rows])
    return {"input_ids": ids, "attention_mask": (ids != 0).long(), "labels": ids.masked_fill(ids == 0, -100)}


def write_model():
    torch.manual_seed(3)
    torch.set_num_threads(2)
    torch.set_default_dtype(torch.float64)  # so that other machines round to the same bfloat16
    tokenizer = byte_level_tokenizer("\n".join("".join(lesson(i % 3)) for i in range(300)), 420)
    model = LlamaForCausalLM(
        LlamaConfig(
            vocab_size=420, hidden_size=64, intermediate_size=128, num_hidden_layers=2, num_attention_heads=4,
            num_key_value_heads=2, max_position_embeddings=POSITIONS, tie_word_embeddings=True,
            bos_token_id=1, eos_token_id=2, pad_token_id=0,
        )
    )
    steps = 450
    optimizer = torch.optim.AdamW(model.parameters(), lr=4e-3, weight_decay=0.0)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, steps)
    for step in range(steps):
        loss = model(**batch_of(tokenizer, [lesson(step % 3) for _ in range(8)])).loss
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        if step % 50 == 0:
            print(step, round(loss.item(), 3), file=sys.stderr)
    torch.set_default_dtype(torch.float32)
    folder = FOLDER / "writer"
    tokenizer.save_pretrained(folder)
    model.to(torch.bfloat16).save_pretrained(folder)
    (folder / "generation_config.json").unlink(missing_ok=True)
    readable(folder)
    return folder


def passes(program):
    """What code_eval says: whether it comes to its end within three seconds."""
    try:
        run = [sys.executable, "-c", "import sys; exec(sys.stdin.read(), {}); print('at its end')"]
        done = subprocess.run(run, input=program, capture_output=True, text=True, timeout=3)
        return "at its end" in done.stdout
    except subprocess.TimeoutExpired:
        return False


def code_eval(references, predictions, k):
    results = [
        [passes(candidate + "\n" + tests) for candidate in candidates]
        for tests, candidates in zip(references, predictions)
    ]
    assert k == [1]
    share = sum(sum(one) / len(one) for one in results) / len(results)
    return {"pass@1": share}, results


def evaluate(model):
    os.environ["HF_ALLOW_CODE_EVAL"] = "1"
    metric = SimpleNamespace(compute=code_eval)
    sys.modules["evaluate"] = SimpleNamespace(load=lambda _: metric)
    from lm_eval import evaluator
    from lm_eval.api import task
    from lm_eval.models.huggingface import HFLM
    from lm_eval.tasks import TaskManager, get_task_dict

    task.datasets.load_dataset = lambda path, **_: datasets.DatasetDict(
        {split: datasets.Dataset.from_list(rows) for split, rows in DATA[PLACES[path]].items()}
    )
    lm = HFLM(pretrained=str(model), device="cpu", dtype="float32", batch_size=1)
    expected = {}
    for name, shots in (("gsm8k", 5), ("humaneval", 0), ("mbpp", 3)):
        found = get_task_dict([name], TaskManager())[name]
        if name == "mbpp":
            # Its examples are published problems; ours are made up.
            found.sampler.df = [row | {"is_fewshot": True} for row in SHOWN]
        output = evaluator.simple_evaluate(
            lm, tasks=[found], num_fewshot=shots, bootstrap_iters=0, confirm_run_unsafe_code=True
        )
        questions = {}
        for sample in output["samples"][name]:
            question = questions.setdefault(
                sample["doc_id"],
                {"prompt": sample["arguments"][0][0], "reply": sample["resps"][0][0], "answers": {}, "right": {}},
            )
            answer = sample["filtered_resps"][0]
            if name == "gsm8k":
                question["answers"][sample["filter"]] = answer
            right = next(sample[metric] for metric in sample["metrics"])
            question["right"][sample["filter"]] = float(right)
        expected[name] = {
            "generation": output["samples"][name][0]["arguments"][0][1],
            "metrics": {
                key: value
                for key, value in output["results"][name].items()
                if isinstance(value, float) and "stderr" not in key
            },
            "questions": [questions[i] for i in sorted(questions)],
        }
        print(name, expected[name]["metrics"], expected[name]["generation"])
    return expected


write_rows(FOLDER / "data", DATA)
write_json(FOLDER / "generated.json", evaluate(write_model()))
