"""Values and gradients of the losses on random inputs, by torch autograd in float64.

The formulas are written here term by term, as the papers do, not as the Java code does. `losses.json`:
  pairwise: policy and reference log-probs, lengths, beta, alpha -> sum and gradients of the policy's log-probs
  ranking:  scores, ranks -> per rule for ties the loss and the gradient of the scores (null: nothing to learn)
"""

import torch
import torch.nn.functional as F

from common import FIXTURES, write_json


def dpo(policy, reference, tokens, beta, alpha):
    difference = (policy[0] - reference[0]) - (policy[1] - reference[1])
    return -F.logsigmoid(beta * difference + alpha * (tokens[0] - tokens[1]).double()).sum()


def pairwise(pairs, beta, alpha):
    policy = (-60 * torch.rand(2, pairs, dtype=torch.float64)).requires_grad_()
    reference = -60 * torch.rand(2, pairs, dtype=torch.float64)
    tokens = torch.randint(1, 120, (2, pairs))
    loss = dpo(policy, reference, tokens, beta, alpha)
    loss.backward()
    return {
        "beta": beta, "alpha": alpha, "tokens": tokens.tolist(),
        "policy": policy.tolist(), "reference": reference.tolist(),
        "sum": loss.item(), "policy_grad": policy.grad.tolist(),
    }


def tie_sets(ranks):
    return [[i for i, r in enumerate(ranks) if r == rank] for rank in sorted(set(ranks))]


def exclude(scores, ranks):
    terms = []
    for i, rank in enumerate(ranks):
        worse = [j for j, other in enumerate(ranks) if other > rank]
        if worse:
            terms.append(torch.logsumexp(scores[[i, *worse]], 0) - scores[i])
    return terms


def efron(scores, ranks):
    sets, terms = tie_sets(ranks), []
    for at, tied in enumerate(sets[:-1]):
        remaining = [j for later in sets[at:] for j in later]
        for drawn in range(len(tied)):
            share = drawn / len(tied)
            total = scores[remaining].exp().sum() - share * scores[tied].exp().sum()
            terms.append(total.log() - scores[tied[drawn]])
    return terms


def value(rule, numbers, ranks):
    scores = torch.tensor(numbers, dtype=torch.float64, requires_grad=True)
    terms = rule(scores, ranks)
    if not terms:
        return None
    loss = torch.stack(terms).sum()
    loss.backward()
    return {"sum": loss.item(), "grad": scores.grad.tolist()}


def ranking(ranks):
    scores = (2 * torch.randn(len(ranks), dtype=torch.float64)).tolist()
    return {
        "scores": scores, "ranks": ranks,
        "exclude": value(exclude, scores, ranks), "efron": value(efron, scores, ranks),
    }


if __name__ == "__main__":
    torch.manual_seed(11)
    settings = [(0.1, 0.0), (0.5, 0.0), (0.1, 0.01), (0.05, 0.05)]
    orders = [
        [1, 2], [2, 1], [3, 1, 2, 4], [7, 6, 5, 4, 3, 2, 1],           # strict
        [1, 1, 2], [1, 2, 2], [2, 1, 2, 1], [1.5, 1.5, 3, 4, 4, 4, 7],  # ties
        [1, 1, 1, 2, 3, 3, 4], [5, 5, 5], [0.5, 2.25, 2.25, 8],
    ]
    write_json(FIXTURES / "losses.json", {
        "pairwise": [pairwise(6, beta, alpha) for beta, alpha in settings],
        "ranking": [ranking([float(r) for r in order]) for order in orders],
    })
