"""Twenty steps of torch.optim.AdamW on three small parameters, with clipping, decay and changing learning rates.

`matrix` decays, `vector` and `sparse` do not; `sparse` has a gradient at every third step only. `adamw.json`:
  settings, initial values, and per step: lr, max_norm, grads (null: none), norm before clipping, values after it;
  state: exp_avg, exp_avg_sq and step at the end.
"""

import torch

from common import FIXTURES, rounded, write_json

STEPS = 20
SETTINGS = {"beta1": 0.9, "beta2": 0.95, "epsilon": 1e-8, "weight_decay": 0.1}


def gradients(step, parameters):
    scale = 0.1 if step % 2 else 3.0  # clipped at every other step
    return {
        name: None if name == "sparse" and step % 3 else torch.randn_like(p) * scale
        for name, p in parameters.items()
    }


if __name__ == "__main__":
    torch.manual_seed(7)
    parameters = {"matrix": torch.randn(4, 3), "vector": torch.randn(5), "sparse": torch.randn(2)}
    initial = {name: rounded(p) for name, p in parameters.items()}
    for p in parameters.values():
        p.requires_grad_()
    optimizer = torch.optim.AdamW(
        [
            {"params": [parameters["matrix"]], "weight_decay": SETTINGS["weight_decay"]},
            {"params": [parameters["vector"], parameters["sparse"]], "weight_decay": 0.0},
        ],
        betas=(SETTINGS["beta1"], SETTINGS["beta2"]), eps=SETTINGS["epsilon"],
    )
    steps = []
    for step in range(STEPS):
        lr = 1e-2 * (1 - step / STEPS)
        grads = gradients(step, parameters)
        for name, p in parameters.items():
            p.grad = grads[name].clone() if grads[name] is not None else None
        norm = torch.nn.utils.clip_grad_norm_(parameters.values(), 1.0)
        for group in optimizer.param_groups:
            group["lr"] = lr
        optimizer.step()
        steps.append({
            "lr": lr, "max_norm": 1.0, "norm": norm.item(),
            "grads": {name: None if g is None else rounded(g) for name, g in grads.items()},
            "values": {name: rounded(p.detach()) for name, p in parameters.items()},
        })
    state = {
        f"{name}.{key}": rounded(optimizer.state[p][key])
        for name, p in parameters.items() for key in ("exp_avg", "exp_avg_sq", "step")
    }
    write_json(FIXTURES / "adamw.json", {"settings": SETTINGS, "initial": initial, "steps": steps, "state": state})
