#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Call problems with and without "one_process", by turns: milliseconds per candidate.

usage: bench_one_process.py ASSAY [--tests 20] [--candidates 8] [--rounds 7] [LANGUAGE...]

A round judges the same candidates (their texts differ in a comment) by a problem whose tests share a process and by the
same problem without, one job. What assay and the first candidate take is measured and taken off.
"""
import argparse
import json
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

PROGRAMS = {
    "python": ("def f(x): return 2 * x", "#"),
    "javascript": ("function f(x) { return 2 * x; }", "//"),
    "java": ("class Solution { int f(int x) { return 2 * x; } }", "//"),
    "ruby": ("def f(x) = 2 * x", "#"),
    "php": ("<?php function f($x) { return 2 * $x; }", "//"),
    "lua": ("function f(x) return 2 * x end", "--"),
}

def write(folder, language, n_tests, n_candidates):
    code, comment = PROGRAMS[language]
    row = {"kind": "call", "language": language, "entry": {"name": "f"}, "statement": "-",
           "tests": [{"args": [x], "expected": 2 * x} for x in range(n_tests)]}
    for how in ("alone", "shared"):
        problem = {"id": "p", **row, **({"one_process": True} if how == "shared" else {})}
        (folder / f"{language}-{how}.jsonl").write_text(json.dumps(problem) + "\n")
    (folder / f"{language}.jsonl").write_text("".join(
        json.dumps({"problem_id": "p", "id": str(i), "code": f"{code}\n{comment} {i}"}) + "\n"
        for i in range(n_candidates)))


def seconds(assay, folder, language, how):
    start = time.monotonic()
    run = subprocess.run([assay, "verify", "--problems", folder / f"{language}-{how}.jsonl", "--candidates",
                          folder / f"{language}.jsonl", "--jobs", "1", "-o", folder / "v.jsonl"], capture_output=True,
                         text=True, check=True)
    took = time.monotonic() - start
    rows = [json.loads(line) for line in (folder / "v.jsonl").read_text().splitlines()]
    assert all(v["verdict"] == "accepted" for v in rows), rows[0]
    return took


def main():
    p = argparse.ArgumentParser()
    p.add_argument("assay")
    p.add_argument("--tests", type=int, default=20)
    p.add_argument("--candidates", type=int, default=8)
    p.add_argument("--rounds", type=int, default=7)
    p.add_argument("languages", nargs="*", default=[])
    o = p.parse_intermixed_args()
    with tempfile.TemporaryDirectory(prefix="assay-bench-") as name:
        folder = Path(name)
        for language in o.languages or PROGRAMS:
            times = {"alone": [], "shared": []}
            write(folder, language, o.tests, 1 + o.candidates)
            seconds(o.assay, folder, language, "shared")  # Compiled programs are kept from then on.
            for _ in range(o.rounds):
                for how in times:
                    write(folder, language, o.tests, 1)
                    one = seconds(o.assay, folder, language, how)
                    write(folder, language, o.tests, 1 + o.candidates)
                    times[how].append(1000 * (seconds(o.assay, folder, language, how) - one) / o.candidates)
            alone, shared = (statistics.median(times[how]) for how in ("alone", "shared"))
            ratio = statistics.median(a / s for a, s in zip(times["alone"], times["shared"]))
            print(f"| {language} | {alone:.1f} ms | {shared:.1f} ms | {ratio:.1f} |", flush=True)


main()
