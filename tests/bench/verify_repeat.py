#!/usr/bin/env python3
"""The same verification several times in a row: does a verdict ever flip, and how fast is it?

usage: verify_repeat.py ASSAY [--runs 5] [--jobs 2] [--what humaneval,mbpp]

Prints one line per run and, behind them, the medians. Exit status 1 when a reference was rejected in any run.
Benchmark files come from ASSAY_DATA.
"""
import argparse
import collections
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SETS = {"humaneval": ("humaneval.jsonl.gz", 164), "mbpp": ("mbpp.jsonl", 974)}


def run_once(assay, problems, form, jobs, out):
    start = time.monotonic()
    subprocess.run([assay, "verify", "--problems", problems, "--from", form, "--jobs", str(jobs), "-o", out], check=True)
    seconds = time.monotonic() - start
    with open(out, encoding="utf-8") as f:
        rows = [json.loads(line) for line in f]
    return rows, seconds


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("assay")
    ap.add_argument("--runs", type=int, default=5)
    ap.add_argument("--jobs", type=int, default=2)
    ap.add_argument("--what", default="humaneval,mbpp")
    args = ap.parse_args()
    root = Path(__file__).resolve().parents[2]
    code = Path(os.environ.get("ASSAY_DATA", root / ".." / "shared" / "data")) / "code"
    if not code.is_dir():
        sys.exit(f"no benchmark data in {code} (set ASSAY_DATA)")
    flips = 0
    for name in args.what.split(","):
        file, n = SETS[name]
        times, seen = [], collections.defaultdict(set)
        for i in range(args.runs):
            with tempfile.TemporaryDirectory(prefix="assay-bench-") as folder:
                rows, seconds = run_once(args.assay, code / file, name, args.jobs, Path(folder) / "v.jsonl")
            words = collections.Counter(r["verdict"] for r in rows)
            for r in rows:
                seen[r["problem_id"]].add(r["verdict"])
            times.append(seconds)
            cpu = sum(r["cpu_ms"] for r in rows) / 1000
            print(f"{name} run {i + 1}: {dict(words)}  {seconds:.1f} s  {len(rows) / seconds:.1f}/s  "
                  f"candidates' CPU {cpu:.1f} s  load {os.getloadavg()[0]:.1f}", flush=True)
            if len(rows) != n:
                sys.exit(f"{len(rows)} rows, wanted {n}")
        bad = {k: sorted(v) for k, v in seen.items() if v != {"accepted"}}
        flips += len(bad)
        print(f"{name}: median {statistics.median(times):.1f} s for {n} problems, {args.jobs} jobs; "
              f"not always accepted: {bad or 'none'}")
    sys.exit(1 if flips else 0)


main()
