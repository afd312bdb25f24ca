#!/usr/bin/env python3
"""Independent computation of a result file's statistics, to compare the product with.

Shares nothing with the product: Python's csv module reads, and every figure comes from the sorted list of all values.
Definitions: the words of docs/ARCHITECTURE.md; percentiles as JMeter 5.6.3's StatCalculator.

    statistics.py FILE [--window FROM_MS TO_MS] [--setup-group NAME]... [--stop-sent MS]
                  [--fold PATTERN LABEL]... [--exclude-label PATTERN]...

Prints JSON. FILE may be compressed by gzip (.gz). Badly quoted files are outside its reach: it stops with an error.
"""
import argparse
import csv
import gzip
import io
import json
import math
import re
import struct
from fractions import Fraction

csv.field_size_limit(1 << 30)
NUMBERS = ("bytes", "sentBytes", "allThreads")


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file")
    parser.add_argument("--window", nargs=2, type=int, metavar=("FROM_MS", "TO_MS"))
    parser.add_argument("--setup-group", action="append", default=[])
    parser.add_argument("--fold", nargs=2, action="append", default=[], metavar=("PATTERN", "LABEL"))
    parser.add_argument("--exclude-label", action="append", default=[])
    parser.add_argument("--stop-sent", type=int)
    return parser.parse_args()


def read_text(path):
    opened = gzip.open(path, "rb") if path.endswith(".gz") else open(path, "rb")
    with opened as file:
        return file.read().decode("utf-8-sig", errors="replace")


def read_rows(text):
    """The header's names, the records behind it, and whether the last of them has no line end."""
    first_line = text.replace("\r", "\n").split("\n", 1)[0]
    delimiter = max(",\t;|", key=first_line.count)
    records = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    return records[0], records[1:], not text.endswith(("\n", "\r"))


def is_whole(cell, longest=12):
    return cell.isascii() and cell.isdigit() and len(cell) <= longest


def rejection(names, record):
    """Why the record cannot be counted, or None."""
    if len(record) != len(names):
        return "wrong number of columns"
    row = dict(zip(names, record))
    if not (is_whole(row["timeStamp"], 13) and len(row["timeStamp"]) == 13):
        return "timeStamp is not in epoch milliseconds"
    if not is_whole(row["elapsed"]):
        return "elapsed is not a whole number"
    if row["success"] not in ("true", "false"):
        return "success is neither true nor false"
    for name in NUMBERS:
        if row.get(name, "") != "" and not is_whole(row[name]):
            return name + " is not a whole number"
    return None


def fits(label, pattern):
    """In a pattern `*` is any text."""
    return re.fullmatch(".*".join(re.escape(piece) for piece in pattern.split("*")), label, re.DOTALL) is not None


def folded(label, foldings):
    return next((name for pattern, name in foldings if fits(label, pattern)), label)


def sample_of(row):
    start = int(row["timeStamp"])
    return {
        "label": row["label"],
        "start": start,
        "end": start + int(row["elapsed"]),
        "elapsed": int(row["elapsed"]),
        "failed": row["success"] == "false",
        "transaction": row.get("responseMessage", "").startswith("Number of samples in transaction"),
        "group": row.get("threadName", "").rpartition(" ")[0] or row.get("threadName", ""),
        "received": int(row["bytes"]) if row.get("bytes") else None,
        "sent": int(row["sentBytes"]) if row.get("sentBytes") else None,
    }


def as_float32(number):
    return struct.unpack("<f", struct.pack("<f", number))[0]


def percentile(ordered, p):
    """Rank round-half-up(n * p) of the sorted values, p being a Java float; rank 0 is the first value."""
    rank = math.floor(Fraction(len(ordered) * as_float32(p)) + Fraction(1, 2))
    return ordered[max(rank, 1) - 1]


def standard_deviation(values):
    n = len(values)
    variance = Fraction(sum(v * v for v in values), n) - Fraction(sum(values), n) ** 2
    return math.sqrt(variance)


def kilobytes_per_second(sizes, span_ms):
    known = [size for size in sizes if size is not None]
    return float(Fraction(sum(known) * 1000, 1024 * span_ms)) if known and span_ms > 0 else None


def figures(samples):
    if not samples:
        return {"count": 0, "errors": 0}
    ordered = sorted(sample["elapsed"] for sample in samples)
    n = len(ordered)
    first = min(sample["start"] for sample in samples)
    last = max(sample["end"] for sample in samples)
    span = last - first
    errors = sum(sample["failed"] for sample in samples)
    return {
        "count": n,
        "errors": errors,
        "errorRate": float(Fraction(errors, n)),
        "minMs": ordered[0],
        "maxMs": ordered[-1],
        "meanMs": float(Fraction(sum(ordered), n)),
        "medianMs": percentile(ordered, 0.5),
        "p90Ms": percentile(ordered, 0.9),
        "p95Ms": percentile(ordered, 0.95),
        "p99Ms": percentile(ordered, 0.99),
        "standardDeviationMs": standard_deviation(ordered),
        "throughputPerSec": float(Fraction(n * 1000, span)) if span > 0 else None,
        "receivedKbPerSec": kilobytes_per_second([sample["received"] for sample in samples], span),
        "sentKbPerSec": kilobytes_per_second([sample["sent"] for sample in samples], span),
        "firstStartMs": first,
        "lastEndMs": last,
    }


def kind_of(sample, setup_groups):
    if sample["transaction"]:
        return "transaction"
    return "setup" if sample["group"] in setup_groups else "sample"


def table(samples, setup_groups, excluded):
    by_label = {}
    for sample in samples:
        by_label.setdefault((sample["label"], kind_of(sample, setup_groups)), []).append(sample)
    in_total = [
        sample
        for (label, kind), members in by_label.items()
        if kind == "sample" and not any(fits(label, pattern) for pattern in excluded)
        for sample in members
    ]
    rows = [{"label": label, "kind": kind, **figures(members)} for (label, kind), members in by_label.items()]
    return {"total": figures(in_total), "rows": sorted(rows, key=lambda row: (row["kind"], row["label"]))}


def summary(args):
    names, records, is_cut = read_rows(read_text(args.file))
    counts = {"rows": len(records), "samples": 0, "transactions": 0, "interrupted": 0, "rejected": 0}
    reasons = {}
    kept = []
    for number, record in enumerate(records, start=1):
        is_half = is_cut and number == len(records)
        reason = "incomplete last record" if is_half else rejection(names, record)
        if reason is not None:
            counts["rejected"] += 1
            reasons[reason] = reasons.get(reason, 0) + 1
            continue
        sample = sample_of(dict(zip(names, record)))
        sample["label"] = folded(sample["label"], args.fold)
        if args.stop_sent is not None and sample["failed"] and sample["end"] >= args.stop_sent:
            counts["interrupted"] += 1
            continue
        counts["transactions" if sample["transaction"] else "samples"] += 1
        kept.append(sample)
    result = {"counts": counts, "rejectedByReason": reasons}
    result["whole"] = table(kept, args.setup_group, args.exclude_label)
    if args.window:
        start, end = args.window
        inside = [sample for sample in kept if start <= sample["start"] < end]
        result["window"] = table(inside, args.setup_group, args.exclude_label)
    return result


if __name__ == "__main__":
    print(json.dumps(summary(arguments()), ensure_ascii=True))
