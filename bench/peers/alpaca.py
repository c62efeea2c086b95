"""AlpacaEval 2's length-controlled win rates by scikit-learn, set up as alpaca_eval sets it up.

    python bench/peers/alpaca.py ANNOTATIONS.csv[.gz] DIFFICULTY.csv GAMED.csv

The same files as `murmur eval alpaca` takes. Prints model and rate. scikit-learn's own defaults where alpaca_eval
leaves them; one process, since the fits are small.
"""

import csv
import gzip
import io
import sys

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold


def rows(file):
    raw = open(file, "rb").read()
    text = gzip.decompress(raw) if file.endswith(".gz") else raw
    return list(csv.DictReader(io.StringIO(text.decode())))


def fit(x, p, weight, strength):
    model = LogisticRegression(l1_ratio=1, solver="liblinear", C=strength, fit_intercept=False, random_state=123)
    y = np.repeat([1, 0], len(p))
    return model.fit(np.vstack([x, x]), y, np.concatenate([weight * p, weight * (1 - p)])).coef_[0]


def loss(x, p, weight, w):
    q = np.clip(1 / (1 + np.exp(-(x @ w))), 1e-15, 1 - 1e-15)
    return -np.mean(weight * (p * np.log(q) + (1 - p) * np.log(1 - q)))


def strength(x, p, weight):
    folds = list(GroupKFold(5).split(x, groups=np.arange(len(p))))
    strengths = np.logspace(-4, 4, 10)
    losses = [
        np.mean([loss(x[b], p[b], weight[b], fit(x[a], p[a], weight[a], c)) for a, b in folds]) for c in strengths
    ]
    return strengths[np.argmin(losses)]


annotations, difficulty, gamed = (rows(file) for file in sys.argv[1:4])
hard = {int(r["index"]): float(r["instruction_difficulty"]) for r in difficulty}
extra = np.array([[float(r[k]) for k in ("std_delta_len", "instruction_difficulty", "preference")] for r in gamed])
systems = {}
for row in annotations:
    systems.setdefault(row["model"], []).append(row)
for system, own in systems.items():
    d = np.array([float(r["len_1"]) - float(r["len_2"]) for r in own])
    p = np.array([float(r["preference"] or "nan") - 1 for r in own])
    p[p == -1] = 0.5
    difficulties = np.array([hard[int(r["index"])] for r in own])
    x = np.column_stack([np.tanh(d / d.std(ddof=1)), difficulties, np.ones(len(own))])[~np.isnan(p)]
    g = np.column_stack([np.tanh(extra[:, 0]), extra[:, 1], np.zeros(len(extra))])
    features, target = np.vstack([g, x]), np.concatenate([extra[:, 2], p[~np.isnan(p)]])
    weight = np.concatenate([np.full(len(extra), 0.1), np.ones(len(x))])
    w = fit(features, target, weight, strength(features, target, weight))
    print(system, 100 * np.mean(1 / (1 + np.exp(-(difficulties * w[1] + w[2])))))
