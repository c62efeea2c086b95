"""transformers' sequence classification: replies sorted by length, padded to the longest of 8."""

import torch
from common import main, repeated
from transformers import AutoModelForSequenceClassification

BATCH = 8


def texts(tokenizer, rows):
    return [
        tokenizer.apply_chat_template(
            row["messages"] + [{"role": "assistant", "content": reply["text"]}], tokenize=False
        )
        for row in rows
        for reply in row["replies"]
    ]


def score(model, tokenizer, rows):
    """Returns a score a reply, in order, and how many tokens were scored."""
    ids = tokenizer(texts(tokenizer, rows), add_special_tokens=False)["input_ids"]
    order = sorted(range(len(ids)), key=lambda i: len(ids[i]))
    scores = [0.0] * len(ids)
    with torch.inference_mode():
        for start in range(0, len(order), BATCH):
            batch = order[start : start + BATCH]
            padded = tokenizer.pad({"input_ids": [ids[i] for i in batch]}, return_tensors="pt")
            for i, value in zip(batch, model(**padded).logits[:, 0].tolist()):
                scores[i] = value
    return scores, sum(map(len, ids))


def open_reward(spec):
    return AutoModelForSequenceClassification.from_pretrained(
        spec.reward, dtype=spec.dtype, num_labels=1
    ).eval()


def run(spec):
    rows, tokenizer, model = spec.rows(), spec.tokenizer(padding_side="right"), open_reward(spec)
    return repeated(spec, lambda: score(model, tokenizer, rows)[1])


if __name__ == "__main__":
    main(run)
