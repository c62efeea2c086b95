"""Policy-gradient losses, their gradients and advantages, on padded tensors as TRL and OpenRLHF compute them.

`policy.json`:
  losses: token log-probs, advantages, lengths and settings -> sum over items, items, gradient of the policy's log-probs
  values: a value model's outputs -> its loss and gradient, with and without a clip
  credits: rewards, log-ratios and values of groups of replies -> advantages and returns
The formulas follow trl/trainer/grpo_trainer.py, rloo_trainer.py (1.13), trl's PPO trainer, openrlhf/models/utils.py
and microsoft/RLHF-APA trlx/models/modeling_sppo.py.
"""

import torch

from common import FIXTURES, write_json

MAX_TOKENS = 9


def estimate(kind, ratio):
    kl = {"k1": ratio, "k2": ratio ** 2 / 2, "k3": torch.exp(-ratio) - 1 + ratio}[kind]
    return kl.clamp(-10, 10)


def surrogate(ratio, advantages, low, high, dual=None):
    loss = torch.min(ratio * advantages, ratio.clamp(1 - low, 1 + high) * advantages)
    if dual is not None:
        loss = torch.where(advantages < 0, torch.max(loss, dual * advantages), loss)
    return -loss


def loss_sum(name, s, policy, behaviour, initial, advantages, mask):
    """Sum over items and the number of items."""
    lengths = mask.sum(1)
    if name == "apa":
        per_token = (policy - initial - advantages / s["lambda"]) ** 2
    elif name == "awr":
        weights = torch.exp(advantages / s["beta"]).clamp(max=s["max_weight"])
        per_token = -weights * policy
    elif name == "rloo":
        ratio = torch.exp(((policy - behaviour) * mask).sum(1))
        return surrogate(ratio, advantages[:, 0], s["clip"], s["clip"]).sum(), len(lengths)
    else:
        ratio = torch.exp(policy - behaviour)
        per_token = surrogate(ratio, advantages, s["clip"], s.get("clip_high", s["clip"]), s.get("dual_clip"))
    if "kl_coef" in s:
        per_token = per_token + s["kl_coef"] * estimate(s["kl_estimator"], policy - initial)
    if s.get("normalisation") == "replies":
        return ((per_token * mask).sum(1) / lengths).sum(), len(lengths)
    items = len(lengths) * MAX_TOKENS if s.get("normalisation") == "longest" else lengths.sum()
    return (per_token * mask).sum(), items


def loss(name, **settings):
    lengths = [3, 1, MAX_TOKENS, 5]
    mask = torch.zeros(len(lengths), MAX_TOKENS, dtype=torch.float64)
    for row, n in enumerate(lengths):
        mask[row, :n] = 1
    policy = -2 * torch.rand_like(mask)
    behaviour = policy + 0.6 * (torch.rand_like(mask) - 0.5)
    initial = policy + 1.2 * (torch.rand_like(mask) - 0.5)
    advantages = torch.randn_like(mask)
    if name in ("rloo", "grpo"):
        advantages = advantages[:, :1].expand_as(mask)
    policy.requires_grad_()
    total, items = loss_sum(name, settings, policy, behaviour, initial, advantages, mask)
    total.backward()
    real = mask.bool()
    return {
        "type": name, "settings": settings, "tokens": lengths, "max_tokens": MAX_TOKENS,
        "policy": policy[real].tolist(), "behaviour": behaviour[real].tolist(), "initial": initial[real].tolist(),
        "advantages": advantages[real].tolist(),
        "sum": total.item(), "items": float(items), "grad": policy.grad[real].tolist(),
    }


def value_loss(clip):
    values = torch.randn(12, dtype=torch.float64).requires_grad_()
    before = values.detach() + 0.5 * torch.randn(12, dtype=torch.float64)
    returns = values.detach() + torch.randn(12, dtype=torch.float64)
    errors = (values - returns) ** 2
    if clip is not None:
        errors = torch.max(errors, (torch.clamp(values, before - clip, before + clip) - returns) ** 2)
    total = 0.5 * errors.sum()
    total.backward()
    return {
        "clip": clip, "values": values.tolist(), "before": before.tolist(), "returns": returns.tolist(),
        "sum": total.item(), "grad": values.grad.tolist(),
    }


def gae(rewards, values, gamma, lam):
    last, advantages = 0.0, []
    for t in reversed(range(len(rewards))):
        following = values[t + 1] if t + 1 < len(values) else 0.0
        last = rewards[t] + gamma * following - values[t] + gamma * lam * last
        advantages.append(last)
    return torch.stack(advantages[::-1])


def whiten(replies):
    flat = torch.cat(replies)
    return [(a - flat.mean()) * torch.rsqrt(flat.var() + 1e-8) for a in replies]


def credit(name, **s):
    lengths = [[2, 4, 1], [3, 3, 7]]
    groups = [
        [{"reward": torch.randn((), dtype=torch.float64), "ratios": 0.5 * torch.randn(n, dtype=torch.float64),
          "values": torch.randn(n, dtype=torch.float64)} for n in group] for group in lengths
    ]
    coef, kind = s.get("kl_coef", 0.0), s.get("kl_estimator", "k1")
    priced = name != "grpo"
    replies = [reply for group in groups for reply in group]
    price = [coef * estimate(kind, r["ratios"]) if priced else 0 * r["ratios"] for r in replies]
    returns = []
    if name in ("apa", "awr", "ppo", "reinforce-plus-plus"):
        advantages = []
        for at, reply in enumerate(replies):
            rewards = -price[at]
            base = 0.0
            if s.get("baseline") == "group":
                siblings = groups[at // len(groups[0])]
                base = torch.stack([r["reward"] for r in siblings]).mean()
            rewards[-1] += reply["reward"] - base
            if name == "reinforce-plus-plus":
                total, to_go = 0.0, []
                for reward in rewards.flip(0):
                    total = reward + s["gamma"] * total
                    to_go.append(total)
                advantages.append(torch.stack(to_go[::-1]))
            else:
                advantages.append(gae(rewards, reply["values"], s["gae"]["gamma"], s["gae"]["lambda"]))
                returns.append(advantages[-1] + reply["values"])
        advantages = whiten(advantages)
    else:
        scores = torch.stack([r["reward"] - p.sum() for r, p in zip(replies, price)]).view(2, 3)
        if name == "rloo":
            baselines = (scores.sum(1, keepdim=True) - scores) / (scores.shape[1] - 1)
            compared = scores - baselines
        else:
            compared = scores - scores.mean(1, keepdim=True)
            if s["scale_by_std"]:
                compared = compared / (scores.std(1, keepdim=True) + 1e-4)
        advantages = [a.expand(len(r["ratios"])) for a, r in zip(compared.flatten(), replies)]
    return {
        "type": name, "settings": s,
        "groups": [[{k: v.tolist() for k, v in reply.items()} for reply in group] for group in groups],
        "advantages": [a.tolist() for a in advantages], "returns": [r.tolist() for r in returns],
    }


if __name__ == "__main__":
    torch.manual_seed(13)
    k1, k2, k3 = ({"kl_coef": c, "kl_estimator": e} for c, e in ((0.05, "k1"), (0.1, "k2"), (0.04, "k3")))
    discounted = {"gamma": 0.9, "lambda": 0.8}
    write_json(FIXTURES / "policy.json", {
        "losses": [
            loss("apa", **{"lambda": 0.1}),
            loss("awr", beta=1.0, max_weight=20.0),
            loss("awr", beta=0.5, max_weight=2.0),
            loss("ppo", clip=0.2),
            loss("ppo", clip=0.1, dual_clip=1.1),
            loss("rloo", clip=0.2),
            loss("grpo", clip=0.2, normalisation="replies"),
            loss("grpo", clip=0.2, normalisation="replies", **k3),
            loss("grpo", clip=0.2, normalisation="longest", **k2),
            loss("grpo", clip=0.1, clip_high=0.28, normalisation="tokens"),
            loss("reinforce-plus-plus", clip=0.2),
        ],
        "values": [value_loss(None), value_loss(0.2)],
        "credits": [
            credit("apa", gae={"gamma": 1.0, "lambda": 0.95}),
            credit("awr", gae=discounted),
            credit("ppo", gae=discounted, **k1),
            credit("ppo", gae={"gamma": 1.0, "lambda": 0.95}, **k3),
            credit("rloo", **k1),
            credit("rloo", **k2),
            credit("grpo", scale_by_std=True),
            credit("grpo", scale_by_std=False),
            credit("reinforce-plus-plus", gamma=1.0, baseline="none", **k1),
            credit("reinforce-plus-plus", gamma=0.9, baseline="group", **k2),
        ],
    })
