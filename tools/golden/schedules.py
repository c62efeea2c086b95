"""Factors of the learning rate by transformers' schedules: `schedules.json`, a list of cases with one factor a step."""

import torch
from transformers import (
    get_constant_schedule_with_warmup,
    get_cosine_with_min_lr_schedule_with_warmup,
    get_linear_schedule_with_warmup,
)

from common import FIXTURES, write_json

STEPS = 12


def factors(make):
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1.0)
    schedule = make(optimizer)
    values = []
    for _ in range(STEPS):
        values.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        schedule.step()
    return values


def case(kind, warmup, min_ratio=None):
    make = {
        "constant": lambda o: get_constant_schedule_with_warmup(o, warmup),
        "linear": lambda o: get_linear_schedule_with_warmup(o, warmup, STEPS),
        "cosine": lambda o: get_cosine_with_min_lr_schedule_with_warmup(o, warmup, STEPS, min_lr_rate=min_ratio),
    }[kind]
    return {"kind": kind, "warmup_steps": warmup, "min_ratio": min_ratio, "factors": factors(make)}


if __name__ == "__main__":
    cases = [case(kind, warmup) for kind in ("constant", "linear") for warmup in (0, 3)]
    cases += [case("cosine", warmup, ratio) for warmup in (0, 3) for ratio in (0.0, 0.1)]
    write_json(FIXTURES / "schedules.json", {"total_steps": STEPS, "cases": cases})
