"""Arena-Hard's scores by scikit-learn, from made-up verdicts, and style counted by Python's `re`.

    python tools/golden/arena_hard.py > core/src/test/resources/golden/arena-hard.json

`plain` is the fit of version 0.1 of Arena-Hard's code: every game of weight 3 or 1 as that many rows,
all rows twice, +-ln 10 in the columns of the two models, a tie won in the first copy and lost in the
second, logistic regression without intercept and penalty, ratings of 400 a coefficient, of which a
score is made beside the baseline's.

`styled` is the fit of version 2: a column a model, length ratio and Markdown densities less their
mean over their standard deviation (n - 1), no penalty. Its scores hold at the mean style: `centred`.
`at_equal_style` takes what that mean is worth out of the strengths; the script checks that against a
fit to features whose mean is left on.

Solvers are run to the end here (`tol` 1e-12 where Arena-Hard's is 1e-8). Made with numpy 2.4.6,
scikit-learn 1.9.1.
"""

import json
import math
import re
import warnings

import numpy as np
from sklearn.linear_model import LogisticRegression

LABELS = ["A>>B", "A>B", "A=B", "B>A", "B>>A"]
WINS = {"A>>B": 1, "A>B": 1, "A=B": 0.5, "B>A": 0, "B>>A": 0}
BASELINE = "baseline"


def weight(label):
    return 3 if ">>" in label else 1


def count(text):
    prose = re.sub(r"```[^`]*```", "", text)
    lines = [r"^#{1,6}\s", r"^\s*\d+\.\s", r"^\s*[-*+]\s"]
    headers, ordered, unordered = (len(re.findall(p, prose, re.MULTILINE)) for p in lines)
    bold = len(re.findall(r"\*\*[^*\n]+\*\*", prose)) + len(re.findall(r"__[^_\n]+__", prose))
    return [len(text), headers, ordered + unordered, bold]


def style(rng, verbose):
    characters = int(rng.integers(200, 2000) * verbose)
    return [characters, *(int(rng.poisson(characters * rate)) for rate in (0.002, 0.01, 0.004))]


def battles(rng, models, questions):
    """Verdicts that depend on strength and on how much longer and more listed the reply is."""
    rows = []
    for question in range(questions):
        baseline = style(rng, 1)
        for model, (strength, verbose) in models.items():
            own = style(rng, verbose)
            taste = 1.5 * (own[0] - baseline[0]) / (own[0] + baseline[0]) + 40 * (own[2] / own[0] - baseline[2] / baseline[0])
            games = []
            for sign in (-1, 1):  # the model is B in the first game
                z = sign * (strength + taste) + rng.logistic()
                label = LABELS[int(np.digitize(-z, [-2.5, -0.4, 0.4, 2.5]))]
                games.append(label if rng.uniform() > 0.04 else None)
            rows.append({"model": model, "question": f"q{question}", "games": games, "style": own, "baseline_style": baseline})
    return rows


def games(rows):
    """Every game with a verdict: the battle it is of, its weight, and the model's part of the win."""
    for row in rows:
        for label, model_first in zip(row["games"], (False, True)):
            if label:
                yield row, weight(label), WINS[label] if model_first else 1 - WINS[label]


def regress(x, y, **more):
    model = LogisticRegression(fit_intercept=False, C=np.inf, max_iter=100_000, **more)
    return model.fit(x, y).coef_[0]


def plain(rows, models):
    names = [BASELINE, *models]
    x, y = [], []
    for copy in range(2):
        for row, n, win in games(rows):
            line = np.zeros(len(names))
            line[0], line[names.index(row["model"])] = math.log(10), -math.log(10)
            x += [line] * n
            y += [1 - win if win != 0.5 else float(copy == 0)] * n
    ratings = 400 * regress(np.array(x), np.array(y), tol=1e-12) + 1000
    ratings += 1000 - ratings[0]
    return {m: 1 / (1 + 10 ** ((1000 - r) / 400)) for m, r in zip(models, ratings[1:])}


def against(own, baseline):
    density = [(own[k] / own[0], baseline[k] / baseline[0]) for k in (1, 2, 3)]
    return [(own[0] - baseline[0]) / (own[0] + baseline[0]), *((a - b) / (a + b + 1) for a, b in density)]


def styled(rows, models):
    names = list(models)
    model, features, wins = [], [], []
    for row, n, win in games(rows):
        model += [np.eye(len(names))[names.index(row["model"])]] * n
        features += [against(row["style"], row["baseline_style"])] * n
        wins += [win] * n
    model, features, wins = np.array(model), np.array(features), np.array(wins)
    mean, std = features.mean(axis=0), features.std(axis=0, ddof=1)
    y = np.concatenate([np.ones(len(wins)), np.zeros(len(wins))])
    w = np.concatenate([wins, 1 - wins])

    def fit(x):
        coefficients = []
        for solver in ("newton-cholesky", "lbfgs"):
            model_ = LogisticRegression(fit_intercept=False, C=np.inf, max_iter=100_000, solver=solver, tol=1e-12)
            coefficients.append(model_.fit(np.vstack([x, x]), y, sample_weight=w).coef_[0])
        assert np.allclose(*coefficients, atol=1e-4), coefficients
        return coefficients[0][: len(names)], coefficients[0][len(names) :]

    strengths, effects = fit(np.hstack([model, (features - mean) / std]))
    strengths_on, effects_on = fit(np.hstack([model, features / std]))
    shift = effects @ (mean / std)
    assert np.allclose(effects, effects_on, atol=1e-8) and np.allclose(strengths - shift, strengths_on, atol=1e-8)
    sigmoid = lambda z: 1 / (1 + np.exp(-z))
    return {
        "at_equal_style": dict(zip(names, sigmoid(strengths - shift))),
        "centred": dict(zip(names, sigmoid(strengths))),
        "shift": shift,
        "effects": effects.tolist(),
    }


def case(name, seed, questions, models):
    rows = battles(np.random.default_rng(seed), models, questions)
    return {"name": name, "battles": rows, "plain": plain(rows, models), "styled": styled(rows, models)}


TEXTS = [
    "",
    "Plain words.",
    "# One\n## Two\n#Three\n####### Four\n\n### Five\n",
    "1. first\n2. second\n  10. tenth\n3.third\n* a\n- b\n + c\n-d\n",
    "**bold** and __bold__ and **not\nbold** and ****",
    "Before\n```python\n# comment\n- 1\n**x**\n```\n# After\n```\nopen fence\n# counted",
    "\u2028# no line of Python's\r# nor this\n\u00a0- a blank that is none of ASCII\n\u0663. digits too",
    "\U0001f600 **\u00e9t\u00e9** \n\n\n- after blank lines\n\n\n- again",
]

warnings.filterwarnings("ignore")
print(
    json.dumps(
        {
            "cases": [
                case("one model", 1, 60, {"longer": (0.2, 1.8)}),
                case("three models", 2, 50, {"weak": (-1.5, 0.8), "even": (0, 1), "strong": (1.2, 1.6)}),
            ],
            "texts": [{"text": text, "style": count(text)} for text in TEXTS],
        }
    )
)
