"""Fits the minimal length-controlled win rate with SciPy and statsmodels.

    python tools/golden/length_controlled.py > core/src/test/resources/golden/length-controlled.json

`ridge` is the same penalised likelihood maximised by a general optimiser (BFGS); `statsmodels` is the
unpenalised binomial GLM with the HC0 sandwich covariance times n / (n - 1), absent where the data are
separable and it has no finite fit. Made with numpy 2.4.6, scipy 1.17.1, statsmodels 0.15.0.
"""

import json

import numpy as np
import statsmodels.api as sm
from scipy.optimize import minimize

RIDGE = 1e-3


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def design(model, baseline):
    d = baseline - model
    std = d.std(ddof=1)
    return np.column_stack([np.tanh(d / std) if std > 0 else 0.0 * d, np.ones(len(d))])


def summary(theta, cov):
    mean = sigmoid(theta[1])
    return {
        "mean": mean,
        "se": mean * (1 - mean) * np.sqrt(cov[1, 1]),
        "length_effect": theta[0],
    }


def fit_ridge(x, y):
    def loss(theta):
        z = x @ theta
        return np.sum(np.logaddexp(0, z) - y * z) + RIDGE / 2 * theta @ theta

    def gradient(theta):
        return x.T @ (sigmoid(x @ theta) - y) + RIDGE * theta

    theta = minimize(loss, np.zeros(2), jac=gradient, method="BFGS", options={"gtol": 1e-11}).x
    q = sigmoid(x @ theta)
    inverse = np.linalg.inv((x * (q * (1 - q))[:, None]).T @ x + RIDGE * np.eye(2))
    scores = x * (y - q)[:, None]
    return summary(theta, inverse @ (scores.T @ scores) @ inverse * len(y) / (len(y) - 1))


def fit_statsmodels(x, y):
    fit = sm.GLM(y, x, family=sm.families.Binomial()).fit(cov_type="HC0", tol=1e-13, maxiter=200)
    return summary(fit.params, fit.cov_params() * len(y) / (len(y) - 1))


def case(name, seed, n, advantage, effect, ties, separable=False):
    rng = np.random.default_rng(seed)
    baseline = rng.integers(5, 60, n)
    model = np.maximum(1, baseline + rng.normal(8, 12, n).round().astype(int))
    x = design(model, baseline)
    if separable:
        y = (model > baseline).astype(float)
    else:
        y = (rng.random(n) < sigmoid(x @ np.array([effect, advantage]))).astype(float)
        y[rng.random(n) < ties] = 0.5
    row = {
        "name": name,
        "preferences": y.tolist(),
        "model_tokens": model.tolist(),
        "baseline_tokens": baseline.tolist(),
        "ridge": fit_ridge(x, y),
    }
    if not separable:
        row["statsmodels"] = fit_statsmodels(x, y)
    return row


print(
    json.dumps(
        [
            case("longer wins", 1, 200, 0.2, -1.5, 0.3),
            case("shorter wins", 2, 120, -0.4, 0.8, 0.1),
            case("length does not matter", 3, 150, 0.6, 0.0, 0.5),
            case("few prompts", 4, 12, 0.0, -0.5, 0.2),
            case("every longer reply wins", 5, 80, 0.0, 0.0, 0.0, separable=True),
        ]
    )
)
