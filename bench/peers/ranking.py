"""A reward model of rankings in plain transformers, as published training code has it: each of a prompt's
K replies is a full row, padded to the longest; a prompt's rows are one forward and backward pass, and
gradients add up to the batch. The loss is Plackett and Luce's. Fused AdamW, clipping at 1."""

import torch
from common import Stopwatch, main
from score import open_reward


def log_likelihood(scores):
    """Of rows in the order of their ranks, the best first."""
    return (scores - scores.flip(0).logcumsumexp(0).flip(0)).sum()


def run(spec):
    tokenizer = spec.tokenizer(padding_side="right")
    model = open_reward(spec).train()
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-6, fused=True)
    rows = spec.rows()
    steps = []
    for start in range(0, len(rows), spec.batch):
        batch = rows[start : start + spec.batch]
        groups = [encode(tokenizer, row) for row in batch]
        watch = Stopwatch()
        for group in groups:
            scores = model(**group).logits[:, 0]
            (-log_likelihood(scores.float()) / len(groups)).backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad()
        steps.append(watch.stop(sum(int(group["attention_mask"].sum()) for group in groups)))
    return steps[spec.warm_up :]


def encode(tokenizer, row):
    answers = sorted(row["answers"], key=lambda answer: answer["rank"])
    chats = [row["messages"] + [{"role": "assistant", "content": a["answer"]}] for a in answers]
    return tokenizer.apply_chat_template(chats, padding=True, return_tensors="pt", return_dict=True)


main(run)
