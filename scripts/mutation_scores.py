#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes docs/mutation-scores.md: how much of a wrong program the tests of known problem sets notice.

    scripts/mutation_scores.py build/assay DATA [--every N] [--jobs N] [-o FILE]

`assay check` is run on each set; DATA holds the published files. Sets of compiled languages are sampled, evenly.
"""
import argparse
import gzip
import json
import subprocess
import sys
import tempfile
from pathlib import Path

# Name, language, file below DATA, importer, and the share that is taken: compilers take a second for each mutant.
SETS = [
    ("HumanEval", "Python", "code/humaneval.jsonl.gz", "humaneval", 1),
    ("MBPP", "Python", "code/mbpp.jsonl", "mbpp", 4),
    ("HumanEvalPack", "JavaScript", "code/humanevalpack_js.jsonl", "humanevalpack", 1),
    ("HumanEvalPack", "C++", "code/humanevalpack_cpp.jsonl", "humanevalpack", 8),
    ("HumanEvalPack", "Java", "code/humanevalpack_java.jsonl", "humanevalpack", 8),
]
N_MUTANTS = 8
WEAK = 0.75


def lines_of(path):
    opened = gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else open(path, encoding="utf-8")
    with opened as file:
        return [line for line in file if line.strip()]


def families(assay, work):
    """Code problems of every family, five each."""
    path = work / "families.jsonl"
    subprocess.run([assay, "generate", "--family", "all", "--count", "5", "-o", path], check=True)
    rows = [line for line in lines_of(path) if json.loads(line)["kind"] != "math"]
    path.write_text("".join(rows), encoding="utf-8")
    return path


def check(assay, path, importer, jobs):
    """The JSON rows of assay check: unfit problems are no failure here."""
    command = [assay, "check", path, "--json", "--mutants", str(N_MUTANTS), "--jobs", str(jobs)]
    if importer:
        command += ["--from", importer]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    if run.returncode not in (0, 3):
        sys.exit(f"assay check {path}: {run.stderr.strip()}")
    return [json.loads(line) for line in run.stdout.splitlines()]


def row_of(name, language, rows, note):
    scored = [r for r in rows if "mutation_score" in r]
    mutants, killed = sum(r["mutants"] for r in scored), sum(r["killed"] for r in scored)
    mean = sum(r["mutation_score"] for r in scored) / len(scored) if scored else 0
    weak = sorted((r["mutation_score"], r["problem_id"]) for r in scored if r["mutation_score"] < WEAK)
    table = f"| {name} | {language} | {len(rows)}{note} | {mutants} | {killed} | {mean:.3f} | {len(weak)} |"
    return table, weak


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("assay")
    parser.add_argument("data", type=Path)
    parser.add_argument("--every", type=int, help="take every N-th problem of each set, whatever its own share is")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("-o", "--out", type=Path, default=Path(__file__).resolve().parent.parent / "docs/mutation-scores.md")
    args = parser.parse_args()
    tables, weak_of = [], []
    with tempfile.TemporaryDirectory(prefix="assay-scores-") as folder:
        work = Path(folder)
        jobs = [("families of assay", "several", families(args.assay, work), None, 1)]
        jobs += [(name, language, args.data / file, importer, every) for name, language, file, importer, every in SETS]
        for name, language, path, importer, every in jobs:
            if not path.exists():
                print(f"{name} {language}: {path} is not there", file=sys.stderr)
                continue
            every = args.every or every
            lines = lines_of(path)
            part = work / "part.jsonl"
            part.write_text("".join(lines[::every]), encoding="utf-8")
            rows = check(args.assay, part, importer, args.jobs)
            table, weak = row_of(name, language, rows, f" of {len(lines)}" if every > 1 else "")
            print(table, flush=True)
            tables.append(table)
            weak_of.append((f"{name}, {language}", weak))
            # After each set: what a long run has found is kept when it is stopped.
            args.out.write_text(page(tables, weak_of), encoding="utf-8")


def page(tables, weak_of):
    text = f"""# Mutation scores of known problem sets

Written by `scripts/mutation_scores.py`: {N_MUTANTS} mutants of each problem's first reference (`assay check --mutants {N_MUTANTS}`), and how many of
them the problem's own tests reject. Some mutants do the same in other words, so that 1 is out of reach. Large sets are sampled evenly. A suite is weak below {WEAK}.

| set | language | problems | mutants | rejected | mean score | weak |
|---|---|---|---|---|---|---|
""" + "\n".join(tables) + "\n\n## Weak suites\n"
    for name, weak in weak_of:
        named = ", ".join(f"{problem} ({score:.2f})" for score, problem in weak) or "none"
        text += f"\n**{name}**: {named}.\n"
    return text


main()
