#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Measures the sandbox beside its peers and writes the table of docs/performance.md.

usage: sandbox_table.py BUILD [--rounds 5] [--runs 200] [--skip-problems] [--write]

All of a line's figures come by turns out of one run; a ratio is the median of the rounds' ratios, so that a neighbour who
comes and goes weighs on both sides. Three parts: bench_sandbox (the library), `assay exec` beside bubblewrap (from a shell), and
HumanEval with MBPP (ASSAY_DATA) beside a fresh, unsandboxed `python3 -I` per problem. What is missing is named. `--write` puts
the table between its marks in docs/performance.md.
"""
import argparse
import ast
import concurrent.futures
import gzip
import json
import re
import os
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "performance.md"
MARKS = "<!-- sandbox_table.py -->\n", "<!-- end of sandbox_table.py -->\n"
ONE_SHOTS = 20


def library(build, rounds, runs):
    """{(workers, what): [runs per second of each round]}, and what was skipped."""
    out = subprocess.run([build / "tests/bench/bench_sandbox", str(rounds), str(runs)], check=True, capture_output=True, text=True).stdout
    rates, skipped = {}, []
    for line in out.splitlines():
        if line.startswith("skipped: "):
            skipped.append(line.removeprefix("skipped: "))
            continue
        _, workers, rest = line.split(" ", 2)
        what, rate = rest.rsplit(" ", 1)
        rates.setdefault((int(workers), what), []).append(float(rate))
    return rates, skipped


def seconds_of(command):
    start = time.monotonic()
    subprocess.run(["/bin/sh", "-c", command], check=True, stdout=subprocess.DEVNULL)
    return time.monotonic() - start


def one_shot(build, rounds):
    """Seconds of one command, assay's and bubblewrap's, that a shell starts many times."""
    loop = "i=0; while [ $i -lt %d ]; do %%s >/dev/null || exit 1; i=$((i+1)); done" % ONE_SHOTS
    with tempfile.NamedTemporaryFile("w", suffix=".sh") as script:
        script.write("exit 0\n")
        script.flush()
        assay = loop % f"{build}/assay exec --language bash {script.name}"
        bwrap = loop % f"bwrap --unshare-all --ro-bind / / --proc /proc --dev /dev --tmpfs /tmp --ro-bind {script.name} /tmp/main.sh bash /tmp/main.sh"
        pairs = [(seconds_of(assay), seconds_of(bwrap)) for _ in range(rounds)]
    return [a / ONE_SHOTS for a, _ in pairs], [b / ONE_SHOTS for _, b in pairs]


def tasks(code):
    """(name, text in front of reference and tests, reference, tests, entry) of each problem."""
    with gzip.open(code / "humaneval.jsonl.gz", "rt") as rows:
        for row in map(json.loads, rows):
            head, name, rest = row["prompt"].rpartition(f"def {row['entry_point']}(")
            yield row["task_id"], head, name + rest + row["canonical_solution"], row["test"], row["entry_point"]
    with open(code / "mbpp.jsonl", encoding="utf-8") as rows:
        for row in map(json.loads, rows):
            tests = "\n".join([row.get("test_setup_code") or "", *row["test_list"]])
            defined = re.findall(r"^def +(\w+) *\(", row["code"], re.MULTILINE)
            entry = next(name for name in re.findall(r"\w+", row["test_list"][0]) if name in defined)
            yield f"mbpp/{row['task_id']}", "", row["code"], tests, entry


def programs(code):
    """Reference and tests of each problem as one file, as harnesses without a sandbox run them."""
    for name, head, reference, tests, entry in tasks(code):
        yield f"{head}{reference}\n{tests}\n" + (f"check({entry})\n" if "def check(" in tests else "")


def write_problems(code, file):
    """The same as problems of assay's, all in one file, as they are one list of programs for Python."""
    with open(file, "w", encoding="utf-8") as out:
        for name, head, reference, tests, entry in tasks(code):
            out.write(json.dumps({"id": name, "kind": "suite", "language": "python", "statement": entry, "entry": {"name": entry}, "prelude": head,
                                  "suite": tests, "reference": [{"language": "python", "code": reference}]}) + "\n")


def fresh(folder, files):
    def run(file):
        return subprocess.run(["/usr/bin/python3", "-I", file], cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode
    start = time.monotonic()
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        failed = sum(status != 0 for status in pool.map(run, files))
    return time.monotonic() - start, failed


def verified(build, file, out, *options):
    start = time.monotonic()
    subprocess.run([build / "assay", "verify", "--problems", file, "--jobs", "2", *options, "-o", out], check=True)
    seconds = time.monotonic() - start
    with open(out, encoding="utf-8") as rows:
        return seconds, sum(json.loads(row)["verdict"] == "accepted" for row in rows)


def problems(build, code, rounds):
    with tempfile.TemporaryDirectory() as folder:
        files = []
        for i, text in enumerate(programs(code)):
            files.append(Path(folder) / f"{i}.py")
            ast.parse(text)
            files[-1].write_text(text, encoding="utf-8")
        rows = Path(folder) / "problems.jsonl"
        write_problems(code, rows)
        times, counts = ([], [], []), []
        for _ in range(rounds):
            ours, accepted = verified(build, rows, Path(folder) / "out.jsonl")
            theirs, failed = fresh(folder, files)
            cold, _ = verified(build, rows, Path(folder) / "out.jsonl", "--no-zygotes")
            for column, value in zip(times, (ours, theirs, cold)):
                column.append(len(files) / value)
            counts.append((accepted, len(files) - failed))
    return times, counts, len(files)


def ratio(a, b):
    return statistics.median(x / y for x, y in zip(a, b))


def library_rows(rates):
    med = {key: statistics.median(value) for key, value in rates.items()}
    for workers in (1, 2):
        cells = [f"{what} {med[workers, what]:.0f}/s" for what in ("bare", "assay", "bwrap", "cold python", "forked python") if (workers, what) in med]
        yield f"runs per second, {workers} worker{'s'[:workers - 1]}", ", ".join(cells), "", ""
    for workers in (1, 2):
        bare, ours, theirs = (rates.get((workers, what)) for what in ("bare", "assay", "bwrap"))
        of = f" ({workers} worker{'s'[:workers - 1]})"
        if theirs:
            over = statistics.median((1 / a - 1 / b) / (1 / c - 1 / b) for a, b, c in zip(ours, bare, theirs))
            yield "`/bin/true`, assay against bubblewrap" + of, f"{ratio(ours, theirs):.2f}x", "2.5x", "4x"
            yield "overhead above a bare spawn, as a share of bubblewrap's" + of, f"{over:.2f}", "0.20", "0.10"
        if (workers, "forked python") in rates:
            gain = ratio(rates[workers, "forked python"], rates[workers, "cold python"])
            yield "Python that imports what is preloaded, forked against from scratch" + of, f"{gain:.1f}x", "12x", "18x"
    yield "`/bin/true`, 2 workers against 1", f"{ratio(rates[2, 'assay'], rates[1, 'assay']):.2f}x", "1.7x", "1.9x"
    if (2, "forked python") in rates:
        yield "forked Python, 2 workers against 1", f"{ratio(rates[2, 'forked python'], rates[1, 'forked python']):.2f}x", "1.7x", "1.9x"


def all_rows(args):
    build = Path(args.build).resolve()
    rates, skipped = library(build, args.rounds, args.runs)
    yield from library_rows(rates)
    if any(line.startswith("bwrap") for line in skipped):
        skipped.append("one-shot: it is compared with bubblewrap")
    else:
        ours, theirs = one_shot(build, args.rounds)
        text = f"{ratio(theirs, ours):.2f}x ({statistics.median(ours) * 1e3:.1f} and {statistics.median(theirs) * 1e3:.1f} ms)"
        yield "`assay exec` of a bash script from the shell, against bubblewrap", text, "1.3x", "2x"
    code = Path(os.environ.get("ASSAY_DATA", ROOT / ".." / "shared" / "data")) / "code"
    if args.skip_problems or not (code / "mbpp.jsonl").exists():
        skipped.append("problems: " + ("left out" if args.skip_problems else "no benchmark data; set ASSAY_DATA"))
    else:
        (ours, theirs, cold), counts, n = problems(build, code, args.rounds)
        text = f"{ratio(ours, theirs):.2f}x ({statistics.median(ours):.0f} and {statistics.median(theirs):.0f} of {n} a second)"
        yield "HumanEval and MBPP, 2 jobs, against a fresh `python3 -I` per problem", text, "2.5x", "5x"
        yield "the same against assay with `--no-zygotes`", f"{ratio(ours, cold):.2f}x", "", ""
        print("accepted by assay, passed in python3 -I:", *counts)
    for line in skipped:
        yield line.split(": ", 1)[0], "skipped: " + line.split(": ", 1)[1], "", ""


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("build")
    ap.add_argument("--rounds", type=int, default=5)
    ap.add_argument("--runs", type=int, default=200)
    ap.add_argument("--skip-problems", action="store_true")
    ap.add_argument("--write", action="store_true")
    args = ap.parse_args()
    lines = ["| what | measured | at least | aim |", "|---|---|---|---|"]
    for row in all_rows(args):
        lines.append("| " + " | ".join(row) + " |")
        print(lines[-1], flush=True)
    if args.write:
        before, rest = PAGE.read_text(encoding="utf-8").split(MARKS[0])
        after = rest.split(MARKS[1])[1]
        PAGE.write_text(before + MARKS[0] + "\n".join(lines) + "\n" + MARKS[1] + after, encoding="utf-8")


if __name__ == "__main__":
    main()
