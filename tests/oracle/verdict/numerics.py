#!/usr/bin/env python3
"""Tables for the verdict's numerical functions, from scipy and statsmodels.

    python3 numerics.py > ../../fixtures/verdict/numerics.json

Needs scipy and statsmodels; the tests read only the committed output, which names their versions.
"""
import json

import numpy as np
import scipy
import statsmodels
from scipy.optimize import brentq
from scipy.special import gammaln, polygamma, psi
from scipy.stats import nct, t as student
from statsmodels.stats.multitest import multipletests

random = np.random.default_rng(20)
DEGREES = [0.7, 1, 4 / 3, 2, 3, 4.7, 6.709204, 10, 15, 17.3, 38, 100, 400.5]
POSITIVE = [0.01, 0.1, 0.5, 2 / 3, 1, 1.5, 2, 3.25, 7.5, 14.9, 15, 60, 1000]


def tails():
    return [[t, df, student.sf(t, df)] for df in DEGREES for t in [-30, -2.5, -0.3, 0, 0.01, 0.8, 2.0, 7.804922, 40]]


def quantiles():
    levels = [1e-6, 0.0015, 0.025, 0.2, 0.45, 0.55, 0.8, 0.95, 0.975, 0.994, 0.9985, 0.99999]
    return [[p, df, student.ppf(p, df)] for df in DEGREES for p in levels]


def gammas():
    return [[x, gammaln(x), psi(x), float(polygamma(1, x))] for x in POSITIVE]


def inverses():
    """Brent's method on scipy's trigamma, in the logarithm of x."""
    values = [1e-3, 0.0689, 0.2, 0.52724, 1, 1.644934, 4.9348, 30, 1e4]
    root = lambda v: float(np.exp(brentq(lambda u: float(polygamma(1, np.exp(u))) - v, -8, 12, xtol=1e-15, rtol=1e-14)))
    return [[v, root(v)] for v in values]


def holm_cases():
    cases = []
    for size in [1, 2, 5, 20]:
        for _ in range(10):
            p = np.where(random.random(size) < 0.4, random.random(size) * 0.01, random.random(size))
            rejected = multipletests(p, alpha=0.03, method="holm")[0]
            cases.append({"p": p.tolist(), "alpha": 0.03, "rejected": rejected.tolist()})
    return cases


def detectable():
    """The non-centrality at which a one-sided t-test at `alpha` has power 0.8, by scipy's non-central t."""
    rows = []
    for df in [2, 4, 6.7, 10, 17, 40]:
        for alpha in [0.05, 0.03, 0.006, 0.0015]:
            critical = student.isf(alpha, df)
            rows.append([critical, df, brentq(lambda d: nct.sf(critical, df, d) - 0.8, 0, 60)])
    return rows


print(json.dumps({
    "versions": {"scipy": scipy.__version__, "statsmodels": statsmodels.__version__, "numpy": np.__version__},
    "upperTail": tails(),
    "quantile": quantiles(),
    "gammas": gammas(),
    "trigammaInverse": inverses(),
    "holm": holm_cases(),
    "detectable": detectable(),
}, indent=None, separators=(",", ":"), default=float))
