"""Fits AlpacaEval 2's length-controlled model with scikit-learn, set up as alpaca_eval sets it up.

    python tools/golden/alpaca_glm.py > core/src/test/resources/golden/alpaca-glm.json

Each case has made-up comparisons and gamed rows; expected are the strength that cross-validation
chose, the weights, and the length-controlled win rate in percent. liblinear stops near the minimum:
`tol` is 1e-10 here, so that the weights are the minimum's. Made with numpy 2.4.6, scikit-learn 1.9.1.
"""

import json

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

STRENGTHS = np.logspace(-4, 4, 10)


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def fit(x, p, weight, strength):
    """Each row twice: a success of weight p and a failure of weight 1 - p."""
    model = LogisticRegression(
        l1_ratio=1, solver="liblinear", random_state=123, C=strength, fit_intercept=False, tol=1e-10, max_iter=100_000
    )
    n = len(p)
    model.fit(
        np.vstack([x, x]),
        np.concatenate([np.ones(n), np.zeros(n)]),
        sample_weight=np.concatenate([weight * p, weight * (1 - p)]),
    )
    return model.coef_[0]


def loss(x, p, weight, w):
    q = np.clip(sigmoid(x @ w), 1e-15, 1 - 1e-15)
    return -np.mean(weight * (p * np.log(q) + (1 - p) * np.log(1 - q)))


def cross_validate(x, p, weight):
    groups = np.arange(len(p))
    means = []
    for strength in STRENGTHS:
        losses = []
        for train, test in GroupKFold(5).split(x, groups=groups):
            w = fit(x[train], p[train], weight[train], strength)
            losses.append(loss(x[test], p[test], weight[test], w))
        means.append(np.mean(losses))
    return int(np.argmin(means))


def case(name, seed, n, gamed, length, difficulty, own, with_difficulty=True):
    rng = np.random.default_rng(seed)
    lengths = rng.integers(200, 3000, (n, 2))
    d = (lengths[:, 0] - lengths[:, 1]).astype(float)
    hard = np.round(rng.normal(0, 2, n), 6)
    d_std = d / d.std(ddof=1)
    p = np.round(sigmoid(length * np.tanh(d_std) + difficulty * hard + own + rng.normal(0, 1, n)), 6)
    d_gamed = np.round(rng.normal(0, 1.5, gamed), 6)
    hard_gamed = np.round(rng.normal(0, 2, gamed), 6)
    p_gamed = np.round(sigmoid(-1.5 * np.tanh(d_gamed) + 0.8 * hard_gamed), 6)
    x = np.column_stack(
        [
            np.tanh(np.concatenate([d_gamed, d_std])),
            np.concatenate([hard_gamed, hard]),
            np.concatenate([np.zeros(gamed), np.ones(n)]),
        ]
    )
    if not with_difficulty:
        x = x[:, [0, 2]]
    target = np.concatenate([p_gamed, p])
    weight = np.concatenate([np.full(gamed, 0.1), np.ones(n)])
    best = cross_validate(x, target, weight)
    w = fit(x, target, weight, STRENGTHS[best])
    q = sigmoid(w[1] * hard + w[2]) if with_difficulty else np.full(n, sigmoid(w[1]))
    return {
        "name": name,
        "preferences": p.tolist(),
        "length_differences": d.tolist(),
        "difficulties": hard.tolist() if with_difficulty else [],
        "gamed": np.column_stack([d_gamed, hard_gamed, p_gamed]).tolist(),
        "strength": STRENGTHS[best],
        "weights": w.tolist(),
        "win_rate": 100 * q.mean(),
        "standard_error": 100 * q.std(ddof=1) / np.sqrt(n),
    }


print(
    json.dumps(
        [
            case("a strong system", 1, 60, 40, -1.2, 0.7, 0.5),
            case("a weak one", 2, 60, 40, -0.8, 0.9, -3),
            case("without gamed rows", 3, 50, 0, -2, 0.5, 0),
            case("without difficulties", 4, 50, 0, -1, 0.5, -1, with_difficulty=False),
            case("longer replies lose", 5, 60, 40, 1.5, 0, -0.2),
        ]
    )
)
