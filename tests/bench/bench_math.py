#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Rows a second of the maths verifier: library, verb with one and two jobs, and the graders that python3 can import.

usage: bench_math.py ASSAY BENCH_MATH [--rounds 5] [--rows 40000] [--write]

All are measured in turn within each round, so that a busy machine slows all of them; the table shows medians and, for
other graders (Math-Verify, sympy), how many times as many rows the library decides. Rows come from ASSAY_DATA: MATH golds against themselves,
GSM8K's model solutions, replies of 1.2 kB around MATH golds, and hard LaTeX against the same value written for sympy. The verb reads each
set often enough for --rows. Library and verb are counted by CPU time, which neighbours disturb little. "1 -> 2 jobs" is by the clock and
needs two idle cores; "by CPU" is twice the CPU time of one job through that of two, which is what two idle cores would show.
--write puts the table into docs/performance.md.
"""
import argparse
import collections
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
BEGIN, END = "<!-- bench_math.py writes from here -->\n", "<!-- to here -->\n"


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
    yield "hard LaTeX", [{"id": r["id"], "gold": r["gold"], "answer": r["response"], "policy": "math-verify"}
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


def math_verify():
    from math_verify import parse, verify

    def grade(row):
        verify(parse(f"${row['gold']}$"), parse(row.get("response") or f"${row['answer']}$"))
    return grade


def sympy_alone():
    """The usual few lines: the last box or number, read as sympy's own notation, and the difference simplified."""
    import re

    from sympy import simplify, sympify

    def read(text):
        boxes = re.findall(r"\\boxed\{(.*)\}", text) or re.findall(r"-?\d+(?:\.\d+)?", text) or [text]
        return sympify(re.sub(r"\\[dt]?frac\{([^{}]*)\}\{([^{}]*)\}", r"((\1)/(\2))", boxes[-1]))

    def grade(row):
        answer = row.get("response") or row["answer"]
        return simplify(read(row["gold"]) - read(answer)) == 0
    return grade


def find_graders():
    """Of the other graders those that are installed here."""
    for name, make in {"Math-Verify": math_verify, "sympy": sympy_alone}.items():
        try:
            yield name, make()
        except ImportError as missing:
            print(f"{name}: not measured ({missing})", file=sys.stderr)


def rate_of(grade, rows):
    """Rows per CPU second, rows that it cannot read included: they cost it time, too."""
    rows = rows[:: max(1, len(rows) // SLOW_ROWS)][:SLOW_ROWS]
    start = time.process_time()
    for row in rows:
        try:
            grade(row)
        except Exception:  # Whatever the grader raises on a text it cannot read.
            pass
    return len(rows) / (time.process_time() - start)


def measure(args, name, rows, graders, folder):
    small, large = folder / "small.jsonl", folder / "large.jsonl"
    text = "".join(json.dumps(row) + "\n" for row in rows)
    factor = -(-args.rows // len(rows))
    small.write_text(text, encoding="utf-8")
    large.write_text(text * factor, encoding="utf-8")
    seen = collections.defaultdict(list)
    for _ in range(args.rounds):
        found = library(args.bench, small)
        seen["library"].append(found["per_s"])
        seen["slowest"].append(found["slowest_ms"])
        one, one_wall = verb(args.assay, large, 1, factor * len(rows), folder)
        two, two_wall = verb(args.assay, large, 2, factor * len(rows), folder)
        seen["one"].append(one)
        seen["share"].append(one / found["per_s"])
        seen["wall"].append(two_wall / one_wall)
        seen["cpu"].append(2 * two / one)
        for grader, grade in graders.items():
            seen[grader].append(found["per_s"] / rate_of(grade, rows))
    mid = {key: statistics.median(values) for key, values in seen.items()}
    others = "".join(f" {mid[grader]:,.0f} |" for grader in graders)
    return (f"| {name} | {len(rows)} | {mid['library']:,.0f} | {mid['one']:,.0f} | {mid['share']:.2f} | {mid['cpu']:.2f} | "
            f"{mid['wall']:.2f} | {mid['slowest']:.2f} |{others}\n")


def write_section(page, table):
    text = page.read_text(encoding="utf-8")
    before, rest = text.split(BEGIN)
    page.write_text(before + BEGIN + table + END + rest.split(END)[1], encoding="utf-8")


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("assay")
    ap.add_argument("bench")
    ap.add_argument("--rounds", type=int, default=5)
    ap.add_argument("--rows", type=int, default=40000)
    ap.add_argument("--write", action="store_true")
    args = ap.parse_args()
    root = Path(__file__).resolve().parents[2]
    data = Path(os.environ.get("ASSAY_DATA", root / ".." / "shared" / "data")) / "math"
    if not data.is_dir():
        sys.exit(f"no benchmark data in {data} (set ASSAY_DATA)")
    graders = dict(find_graders())
    columns = ["rows", "n", "library/s", "verb/s", "verb/library", "1 -> 2 jobs by CPU", "by the clock", "slowest ms"]
    columns += [f"times {grader}" for grader in graders]
    table = "| " + " | ".join(columns) + " |\n|" + "---|" * len(columns) + "\n"
    print(table, end="", flush=True)
    with tempfile.TemporaryDirectory(prefix="assay-bench-") as folder:
        for name, rows in make_sets(data):
            line = measure(args, name, rows, graders, Path(folder))
            print(line, end="", flush=True)
            table += line
    if args.write:
        write_section(root / "docs" / "performance.md", table)


if __name__ == "__main__":
    main()
