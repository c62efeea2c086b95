"""95 % intervals of paired differences by SciPy's percentile bootstrap, and Holm's p-values by statsmodels.

    python tools/golden/paired_bootstrap.py > core/src/test/resources/golden/paired-bootstrap.json

Each case has made-up scores and weights of two systems on the same questions. `sd` is the standard
deviation over the draws: how far two bootstraps may differ by chance is told in it. Made with numpy
2.4.6, SciPy 1.17.1, statsmodels 0.15.0.
"""

import json

import numpy as np
from scipy.stats import bootstrap
from statsmodels.stats.multitest import multipletests

DRAWS = 200_000
COLUMNS = ["first", "first_weights", "second", "second_weights"]


def difference(first, first_weights, second, second_weights, axis=-1):
    before = (first * first_weights).sum(axis) / first_weights.sum(axis)
    return (second * second_weights).sum(axis) / second_weights.sum(axis) - before


def case(name, *data):
    made = bootstrap(
        data,
        difference,
        paired=True,
        vectorized=True,
        n_resamples=DRAWS,
        batch=2_000,
        method="percentile",
        rng=np.random.default_rng(3),
    )
    return {
        "name": name,
        **{key: values.tolist() for key, values in zip(COLUMNS, data)},
        "difference": float(difference(*data)),
        "lower": float(made.confidence_interval.low),
        "upper": float(made.confidence_interval.high),
        "sd": float(made.standard_error),
    }


def main():
    rng = np.random.default_rng(11)
    right = (rng.random(300) < 0.6).astype(float)
    changed = rng.random(300) < 0.25
    shares = np.where(changed, (rng.random(300) < 0.7).astype(float), right)
    ratings = rng.integers(1, 11, (2, 80)).astype(float)
    preferences = np.round(rng.beta(0.4, 0.5, (2, 120)), 6)
    weights = np.repeat([4.0, 1.0, 0.5], [20, 60, 40])
    games = rng.choice([1.0, 3.0], (2, 150), p=[0.6, 0.4])
    won = np.where(games > 1, rng.random((2, 150)) < 0.7, rng.random((2, 150)) < 0.4).astype(float)
    p = [0.01, 0.04, 0.03, 0.005, 0.5, 0.04]
    print(
        json.dumps(
            {
                "bootstrap": [
                    case("accuracy", right, np.ones(300), shares, np.ones(300)),
                    case("ratings", ratings[0], np.ones(80), ratings[1], np.ones(80)),
                    case("weighted preferences", preferences[0], weights, preferences[1], weights),
                    case("weights of their own", won[0], games[0], won[1], games[1]),
                ],
                "holm": {"p": p, "adjusted": multipletests(p, method="holm")[1].tolist()},
            },
            indent=1,
        )
    )


main()
