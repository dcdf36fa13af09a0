#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Rows a second of the maths verifier: library, verb with one and two jobs, and Math-Verify where python3 can import it.

usage: bench_math.py ASSAY BENCH_MATH [--rounds 5] [--factor 8]

All are measured in turn within each round, so that a busy machine slows all of them; the table shows medians and, for
another grader, the ratio. Rows come from ASSAY_DATA (MATH golds against themselves, GSM8K's model solutions, replies of
1.2 kB around MATH golds, LaTeX anchors); the verb reads each set --factor times over. Library and verb are counted by CPU
time, which neighbours disturb little; "wall" and "1 -> 2 jobs" need a machine with two idle cores.
"""
import argparse
import gzip
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SLOW_ROWS = 150  # As many of each set are given to a grader in Python.


def read(path):
    with (gzip.open if path.suffix == ".gz" else open)(path, "rt", encoding="utf-8") as f:
        return [json.loads(line) for line in f]


def replies(golds, solutions):
    """Prose of worked solutions, cut to length, around each gold answer in a box."""
    prose, at = "\n\n".join(row["answer"].replace("####", "so") for row in solutions), 0
    for i, gold in enumerate(golds):
        end = f"\n\nTherefore, the final answer is $\\boxed{{{gold}}}$."
        n = 1200 - len(end)
        yield {"id": i, "gold": gold, "response": prose[at:at + n] + end, "policy": "math"}
        at = (at + n) % (len(prose) - 2 * n)


def make_sets(data):
    golds = [row["answer"] for row in read(data / "math_test_answers.jsonl")]
    gsm8k = read(data / "gsm8k_model_solutions.jsonl.gz")
    cases = read(data / "equivalence_cases.jsonl")
    yield "MATH golds", [{"id": i, "gold": g, "answer": g, "policy": "math"} for i, g in enumerate(golds)]
    yield "replies of 1.2 kB", list(replies(golds, read(data / "gsm8k_train.jsonl.gz")))
    yield "GSM8K replies", [{"id": r["id"], "gold": r["gold"], "response": r["response"], "policy": "gsm8k"} for r in gsm8k]
    yield "hard LaTeX", [{"id": r["id"], "gold": r["gold"], "answer": r["gold"], "policy": "math-verify"}
                         for r in cases if r["form"] == "latex_vs_sympy_text"]


def library(bench, path):
    out = subprocess.run([bench, path, "1"], check=True, capture_output=True, text=True).stdout
    return json.loads(out)


def verb(assay, path, jobs, n, folder):
    """Rows per CPU second and per second on the wall."""
    start, before = time.monotonic(), resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([assay, "math", "--jobs", str(jobs), "-o", folder / "out.jsonl", path], check=True)
    wall, after = time.monotonic() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return n / cpu, n / wall


def other_grader():
    try:
        from math_verify import parse, verify
    except ImportError:
        return None

    def rate(rows):
        rows = rows[:: max(1, len(rows) // SLOW_ROWS)][:SLOW_ROWS]
        start = time.monotonic()
        for row in rows:
            verify(parse(f"${row['gold']}$"), parse(row.get("response") or f"${row['answer']}$"))
        return len(rows) / (time.monotonic() - start)
    return rate


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("assay")
    ap.add_argument("bench")
    ap.add_argument("--rounds", type=int, default=5)
    ap.add_argument("--factor", type=int, default=8)
    args = ap.parse_args()
    root = Path(__file__).resolve().parents[2]
    data = Path(os.environ.get("ASSAY_DATA", root / ".." / "shared" / "data")) / "math"
    if not data.is_dir():
        sys.exit(f"no benchmark data in {data} (set ASSAY_DATA)")
    grader = other_grader()
    print("Math-Verify: " + ("imported" if grader else "not importable by python3, column left empty"))
    print("| set | rows | library/s | verb/s | of the library | wall/s | 1 -> 2 jobs | slowest ms | Math-Verify/s | ratio |")
    print("|---|---|---|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory(prefix="assay-bench-") as folder:
        for name, rows in make_sets(data):
            small, large = Path(folder) / "small.jsonl", Path(folder) / "large.jsonl"
            text = "".join(json.dumps(row) + "\n" for row in rows)
            small.write_text(text, encoding="utf-8")
            large.write_text(text * args.factor, encoding="utf-8")
            n = len(rows) * args.factor
            seen = {"library": [], "one": [], "one_wall": [], "two_wall": [], "other": [], "slowest": []}
            for _ in range(args.rounds):
                found = library(args.bench, small)
                seen["library"].append(found["per_s"])
                seen["slowest"].append(found["slowest_ms"])
                cpu, wall = verb(args.assay, large, 1, n, Path(folder))
                seen["one"].append(cpu)
                seen["one_wall"].append(wall)
                seen["two_wall"].append(verb(args.assay, large, 2, n, Path(folder))[1])
                if grader:
                    seen["other"].append(grader(rows))
            mid = {key: statistics.median(values) for key, values in seen.items() if values}
            other = f"{mid['other']:,.0f} | {mid['library'] / mid['other']:,.0f}" if grader else " | "
            print(f"| {name} | {len(rows)} | {mid['library']:,.0f} | {mid['one']:,.0f} | {mid['one'] / mid['library']:.2f} | "
                  f"{mid['one_wall']:,.0f} | {mid['two_wall'] / mid['one_wall']:.2f} | {mid['slowest']:.2f} | {other} |", flush=True)


if __name__ == "__main__":
    main()
