#!/usr/bin/env python3
"""What it costs to keep suites apart: HumanEval by assay's suites and by the same programs in one process, by turns.

usage: bench_suites.py ASSAY [--runs 7] [--jobs 1,2]

In one process: prompt, solution, suite and its call are one program that prints a mark, as public harnesses have it; it runs in
the same sandbox as a stdio problem. Nobody should trust such a verdict, it is here for the comparison alone. Prints the table
for docs/performance.md: problems per second and CPU time per problem of the whole farm, medians of the runs, and the medians of the
ratios of neighbouring runs. CPU time is what a quiet machine is bound by; a busy one adds the waits of two processes for each other.
The benchmark file comes from ASSAY_DATA.
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
    start, before = time.monotonic(), resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([assay, "verify", *args, "--jobs", str(jobs), "-o", out], check=True)
    seconds, after = time.monotonic() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    with open(out, encoding="utf-8") as f:
        rows = [json.loads(line) for line in f]
    bad = [r for r in rows if r["verdict"] != "accepted" or r["assurance"] != wanted]
    if bad:
        sys.exit(f"not accepted: {bad[:3]}")
    return len(rows) / seconds, 1000 * cpu / len(rows)


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
    print("| jobs | problems/s in one process | apart | cost | CPU ms each in one process | apart | cost |\n|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory(prefix="assay-bench-") as name:
        folder = Path(name)
        together = write_one_process(tasks, folder)
        apart = ["--problems", data, "--from", "humaneval"]
        for jobs in args.jobs.split(","):
            one, two = [], []
            for i in range(args.runs + 1):
                a = run_once(args.assay, together, jobs, folder / "a.jsonl", "separated")
                b = run_once(args.assay, apart, jobs, folder / "b.jsonl", "separated")
                if i == 0:
                    continue  # Cold caches.
                one.append(a)
                two.append(b)
            rates = [f"{statistics.median(r[0] for r in runs):.0f}" for runs in (one, two)]
            cpus = [f"{statistics.median(r[1] for r in runs):.1f}" for runs in (one, two)]
            slower = statistics.median(a[0] / b[0] for a, b in zip(one, two))
            dearer = statistics.median(b[1] / a[1] for a, b in zip(one, two))
            print(f"| {jobs} | {' | '.join(rates)} | {slower:.2f} | {' | '.join(cpus)} | {dearer:.2f} |", flush=True)
    print(f"\n{len(tasks)} problems, {args.runs} runs by turns, load {os.getloadavg()[0]:.1f}")


main()
