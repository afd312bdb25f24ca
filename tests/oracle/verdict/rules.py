#!/usr/bin/env python3
"""The verdict's time and error rules, written a second time from their text, over random histories.

    python3 rules.py > ../../fixtures/verdict/rules.json

Shares nothing with the product: numpy, scipy for Student's t and the gamma functions, statsmodels for Holm, and the
formulas of Smyth (2004) as limma's fitFDist publishes them. The tests read only the committed output.
"""
import json
import math

import numpy as np
import scipy
import statsmodels
from scipy.optimize import brentq
from scipy.special import digamma, polygamma
from scipy.stats import t as student
from statsmodels.stats.multitest import multipletests

random = np.random.default_rng(5)
DEFAULT = dict(tolerance=0.2, toleranceMs=20, floorRatio=0.05, floorMs=10, majorFrom=0.1, criticalFrom=0.25)


def is_usable(row):
    """p90 needs n(1 − p) ≥ 10; above 5 % failed the time says nothing."""
    return row is not None and row[1] >= 100 and row[2] <= 0.05 * row[1]


def log_ms(value):
    return math.log(max(0.5, value))


def floor_of(x):
    return max(0.01, 0.29 / x) ** 2


class Label:
    """One label's past: (run index, version, y, n, begins anew), oldest first."""

    def __init__(self, label, versions):
        rows = [(i, v, label["runs"][i]) for i, v in enumerate(versions)]
        self.past = [(i, v, log_ms(r[0]), r[1], i in label["changed"]) for i, v, r in rows if is_usable(r)]
        self.K = len(self.past)
        self.errors = [(r[2], r[1]) for _, _, r in rows if r is not None]
        self.current = label["current"]
        self.siblings = label["siblings"]
        if self.K >= 4:
            self.find_centre()
            self.find_spread()

    def find_centre(self):
        last = max([j for j, o in enumerate(self.past) if o[4]], default=0)
        since = self.past[last:]
        own = [o for o in since if o[1] == since[-1][1]][-8:]
        used = own if len(own) >= 3 else since[-3:]
        self.m, self.c = len(used), np.mean([o[2] for o in used])
        self.x = math.exp(self.c)

    def groups(self):
        """Runs of one version between two changes, in the order of their first run; with the stretch they lie in."""
        found, stretch = {}, 0
        for j, o in enumerate(self.past):
            stretch += 1 if o[4] and j > 0 else 0
            found.setdefault((stretch, o[1]), []).append(o[2])
        return found

    def find_spread(self):
        groups = self.groups()
        df = sum(len(g) - 1 for g in groups.values())
        self.pooled = df >= 4
        if self.pooled:
            self.s2 = sum(np.var(g, ddof=1) * (len(g) - 1) for g in groups.values() if len(g) > 1) / df
            self.df = float(df)
        else:
            steps = [b[2] - a[2] for a, b in zip(self.past, self.past[1:]) if not b[4]]
            self.s2 = sum(s * s for s in steps) / (2 * len(steps)) if steps else 0.0
            self.df = 2 / 3 * len(steps)
        self.floored = max(floor_of(self.x), self.s2)

    def between(self):
        keys = list(self.groups())
        g = self.groups()
        return [
            0.5 * ((np.mean(g[b]) - np.mean(g[a])) ** 2 - self.s2 * (1 / len(g[a]) + 1 / len(g[b])))
            for a, b in zip(keys, keys[1:])
            if a[0] == b[0]
        ]


def fit_f(labels):
    """limma's fitFDist with the cap of 15 degrees of freedom."""
    if len(labels) < 5:
        return None
    s2 = np.array([l.floored for l in labels])
    df = np.array([l.df for l in labels])
    e = np.log(s2) - digamma(df / 2) + np.log(df / 2)
    v = np.var(e, ddof=1) - np.mean(polygamma(1, df / 2))
    d0 = 15.0
    if v > 0:
        d0 = min(15.0, 2 * brentq(lambda y: polygamma(1, y) - v, 1e-4, 1e6, xtol=1e-13))
    return d0, float(np.exp(np.mean(e) + digamma(d0 / 2) - np.log(d0 / 2))), float(df.sum())


def judge_times(labels, judgement, batch):
    models = {n: l for n, l in labels.items() if l.K >= 4}
    shared = [l for l in models.values() if l.x >= 29]
    prior = fit_f([l for l in shared if l.df > 0])
    steps = [b for l in (shared or models.values()) if l.pooled for b in l.between()]
    sb2 = max(0.0, float(np.mean(steps))) if steps else 0.0
    tests = {}
    for name, l in models.items():
        s2, df = l.floored, l.df
        if prior and l.x >= 29:
            s2 = (prior[0] * prior[1] + df * s2) / (prior[0] + df)
            df = min(prior[0] + df, prior[2])
        if df == 0 or not is_usable(l.current):
            continue
        s2 = max(s2, floor_of(l.x))
        now = [(l.current, batch)] + [(s[:3], s[3]) for s in l.siblings if is_usable(s[:3])]
        k = len(now)
        if not l.pooled:
            k = len({b for _, b in now if b is not None}) + sum(b is None for _, b in now)
        y = np.mean([log_ms(r[0]) for r, _ in now])
        ratio = np.mean([o[3] for o in l.past]) / np.mean([r[1] for r, _ in now])
        se = math.sqrt(s2 * (1 / l.m + max(1, ratio) / k) + 2 * (sb2 if l.pooled else 0))
        d = y - l.c
        tests[name] = dict(c=l.c, s2=s2, df=df, d=d, se=se, t=d / se, p=student.sf(d / se, df),
                           ms=math.exp(y) - l.x, upper=d + student.ppf(0.95, df) * se, x=l.x)
    states_of(tests, judgement)
    return tests


def states_of(tests, j):
    if not tests:
        return
    names = list(tests)
    worse = multipletests([tests[n]["p"] for n in names], alpha=0.03, method="holm")[0]
    better = multipletests([1 - tests[n]["p"] for n in names], alpha=0.03, method="holm")[0]
    for n, is_worse, is_better in zip(names, worse, better):
        o = tests[n]
        is_large = abs(o["d"]) > math.log(1 + j["floorRatio"]) and abs(o["ms"]) > j["floorMs"] + 1e-9  # not by the rounding of a logarithm
        tolerance = math.log(max(1 + j["tolerance"], 1 + j["toleranceMs"] / o["x"]))
        if is_worse and is_large:
            size = o["ms"] / o["x"]
            o["severity"] = "minor" if size < j["majorFrom"] else "major" if size < j["criticalFrom"] else "critical"
            o["state"] = "regressed"
        else:
            unchanged = o["upper"] < tolerance
            o["state"] = "improved" if is_better and is_large else "unchanged" if unchanged else "inconclusive"


def judge_errors(labels):
    tests = {}
    for name, l in labels.items():
        if len(l.errors) < 4 or l.current is None:
            continue
        e = np.array([x[0] for x in l.errors], float)
        n = np.array([x[1] for x in l.errors], float)
        now_e, now_n = l.current[2], l.current[1]
        p0 = (e.sum() + 0.5) / (n.sum() + 1)
        chi2 = float(((e - n * p0) ** 2 / (n * p0 * (1 - p0))).sum())
        phi = 1 + (max(1, chi2 / (len(e) - 1)) - 1) * max(1, now_n / n.mean())
        z = (now_e - now_n * p0) / math.sqrt(phi * now_n * p0 * (1 - p0) * (1 + now_n / n.sum()))
        p = 1.0 if now_e == 0 else student.sf(z, len(e) - 1)
        floors = now_e / now_n - p0 >= 0.005 and now_e >= 5 and now_e / now_n > 1.25 * (e / n).max()
        tests[name] = dict(p0=p0, chi2=chi2, phi=phi, z=z, p=p, floors=bool(floors), many=bool(now_n > 4 * n.mean()))
    if tests:
        fired = multipletests([o["p"] for o in tests.values()], alpha=0.005, method="holm")[0]
        for o, is_rejected in zip(tests.values(), fired):
            o["state"] = "not risen"
            if is_rejected and o["floors"]:
                o["state"] = "suspected" if o["many"] else "regressed"
    return tests


def random_row(mean, spread, rate):
    n = int(random.choice([60, 100, 400, 1000, 5000], p=[0.03, 0.07, 0.3, 0.4, 0.2]))
    e = int(random.binomial(n, min(1, rate * random.lognormal(0, 0.3))))
    return [int(round(mean * math.exp(random.normal(0, spread)))), n, e]


def random_versions(runs):
    kind = random.integers(3)
    if kind == 0:
        return list(range(1, runs + 1))
    versions, version = [], 1
    for _ in range(runs):
        versions.append(version)
        version += int(random.random() < (0.35 if kind == 1 else 0.7))
    return versions


def random_label(runs, spread, changes):
    mean = float(random.choice([4, 20, 45, 150, 600, 2500])) * random.lognormal(0, 0.3)
    own = spread * random.lognormal(0, 0.4)
    rate = float(random.choice([0, 0.001, 0.01, 0.04, 0.07], p=[0.35, 0.3, 0.2, 0.1, 0.05]))
    changed = sorted(int(i) for i in range(1, runs) if changes and random.random() < 0.12)
    level, rows = mean, []
    for i in range(runs):
        level *= 1.4 if i in changed else 1
        rows.append(None if random.random() < 0.04 else random_row(level, own, rate))
    effect = float(random.choice([0.6, 1, 1.08, 1.3, 2], p=[0.1, 0.45, 0.15, 0.2, 0.1]))
    worse = float(random.choice([1, 4]))
    now = random_row(level * effect, own, rate * worse)
    siblings = [random_row(level * effect, own, rate) + [None if random.random() < 0.5 else 7] for _ in range(2)]
    return dict(runs=rows, changed=changed, current=now, siblings=siblings)


def random_case():
    runs = int(random.integers(4, 14))
    spread = float(random.choice([0.01, 0.03, 0.06]))
    changes = random.random() < 0.4
    labels = {f"L{i}": random_label(runs, spread, changes) for i in range(int(random.choice([1, 3, 5, 6])))}
    siblings = int(random.choice([0, 0, 1, 2]))
    for label in labels.values():
        label["siblings"] = label["siblings"][:siblings]
    for i in range(siblings):
        batch = [None, 7][int(random.integers(2))]
        for label in labels.values():
            label["siblings"][i][3] = batch
    judgement = dict(DEFAULT)
    if random.random() < 0.3:
        judgement.update(tolerance=0.1, floorMs=2, floorRatio=0.02, toleranceMs=5, majorFrom=0.05, criticalFrom=0.15)
    return dict(versions=random_versions(runs), batch=[None, 7][int(random.integers(2))], judgement=judgement, labels=labels)


def solve(case):
    labels = {n: Label(l, case["versions"]) for n, l in case["labels"].items()}
    times = judge_times(labels, case["judgement"], case["batch"])
    shown = {n: {k: v for k, v in o.items() if k not in ("x", "ms", "t")} for n, o in times.items()}
    errors = {n: {k: v for k, v in o.items() if k not in ("floors", "many")} for n, o in judge_errors(labels).items()}
    return dict(case, times=shown, errors=errors)


def rounded(value):
    if isinstance(value, dict):
        return {k: rounded(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [rounded(v) for v in value]
    if isinstance(value, (float, np.floating)):
        return float(f"{float(value):.11g}")
    return value


cases = [solve(random_case()) for _ in range(200)]
versions = {"scipy": scipy.__version__, "statsmodels": statsmodels.__version__, "numpy": np.__version__}
print(json.dumps({"versions": versions, "cases": rounded(cases)}, separators=(",", ":"), default=float))
