#!/usr/bin/env python3
"""What it costs to keep suites apart: HumanEval by assay's suites and by the same programs in one process, by turns.

usage: bench_suites.py ASSAY [--runs 7] [--jobs 1,2]

In one process: prompt, solution, suite and its call are one program that prints a mark, as public harnesses have it; it runs in
the same sandbox as a stdio problem. Nobody should trust such a verdict, it is here for the comparison alone. Prints the table
for docs/performance.md: problems per second, medians of the runs, and the median of the ratios of neighbouring runs.
The benchmark file comes from ASSAY_DATA.
"""
import argparse
import gzip
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path


def write_one_process(tasks, folder):
    problems, candidates = folder / "problems.jsonl", folder / "candidates.jsonl"
    with open(problems, "w", encoding="utf-8") as p, open(candidates, "w", encoding="utf-8") as c:
        for t in tasks:
            p.write(json.dumps({"id": t["task_id"], "kind": "stdio", "language": "python", "statement": t["prompt"],
                                "tests": [{"stdin": "", "expected_stdout": "done\n"}]}) + "\n")
            code = f"{t['prompt']}{t['canonical_solution']}\n{t['test']}\ncheck({t['entry_point']})\nprint('done')\n"
            c.write(json.dumps({"problem_id": t["task_id"], "id": "one", "language": "python", "code": code}) + "\n")
    return ["--problems", problems, "--candidates", candidates]


def run_once(assay, args, jobs, out, wanted):
    start = time.monotonic()
    subprocess.run([assay, "verify", *args, "--jobs", str(jobs), "-o", out], check=True)
    seconds = time.monotonic() - start
    with open(out, encoding="utf-8") as f:
        rows = [json.loads(line) for line in f]
    bad = [r for r in rows if r["verdict"] != "accepted" or r["assurance"] != wanted]
    if bad:
        sys.exit(f"not accepted: {bad[:3]}")
    return len(rows) / seconds


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("assay")
    ap.add_argument("--runs", type=int, default=7)
    ap.add_argument("--jobs", default="1,2")
    args = ap.parse_args()
    root = Path(__file__).resolve().parents[2]
    data = Path(os.environ.get("ASSAY_DATA", root / ".." / "shared" / "data")) / "code" / "humaneval.jsonl.gz"
    if not data.is_file():
        sys.exit(f"no benchmark data: {data} (set ASSAY_DATA)")
    with gzip.open(data, "rt", encoding="utf-8") as f:
        tasks = [json.loads(line) for line in f]
    print("| jobs | in one process, problems/s | apart, problems/s | cost (median of ratios) | spread |\n|---|---|---|---|---|")
    with tempfile.TemporaryDirectory(prefix="assay-bench-") as name:
        folder = Path(name)
        together = write_one_process(tasks, folder)
        apart = ["--problems", data, "--from", "humaneval"]
        for jobs in args.jobs.split(","):
            one, two, ratios = [], [], []
            for i in range(args.runs + 1):
                a = run_once(args.assay, together, jobs, folder / "a.jsonl", "separated")
                b = run_once(args.assay, apart, jobs, folder / "b.jsonl", "separated")
                if i == 0:
                    continue  # Cold caches.
                one.append(a)
                two.append(b)
                ratios.append(a / b)
            print(f"| {jobs} | {statistics.median(one):.0f} | {statistics.median(two):.0f} | {statistics.median(ratios):.2f} | "
                  f"{min(ratios):.2f} to {max(ratios):.2f} |", flush=True)
    print(f"\n{len(tasks)} problems, {args.runs} runs by turns, load {os.getloadavg()[0]:.1f}")


main()
