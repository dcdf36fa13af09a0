#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes docs/mutation-scores.md: how much of a wrong program the tests of known problem sets notice.

    scripts/mutation_scores.py build/assay DATA [--set NAME] [--every N] [--jobs N] [--keep FOLDER] [-o FILE]

`assay check` is run on each set, fifty problems at a time; DATA holds the published files. Sets of compiled languages are sampled,
evenly. What was measured is kept in FOLDER, so that a run that was stopped goes on where it was; a folder is good for one version
of assay.
"""
import argparse
import gzip
import hashlib
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

# Name, language, file below DATA, importer, the share that is taken (compilers take a second for each mutant), and whether to strengthen.
SETS = [
    ("HumanEval", "Python", "code/humaneval.jsonl.gz", "humaneval", 1, True),
    ("MBPP", "Python", "code/mbpp.jsonl", "mbpp", 1, False),
    ("HumanEvalPack", "JavaScript", "code/humanevalpack_js.jsonl", "humanevalpack", 1, False),
    ("HumanEvalPack", "C++", "code/humanevalpack_cpp.jsonl", "humanevalpack", 8, False),
    ("HumanEvalPack", "Java", "code/humanevalpack_java.jsonl", "humanevalpack", 8, False),
]
FAMILIES = "families of assay"
EACH_FAMILY = 4
N_MUTANTS = 8
WEAK = 0.75
CHUNK = 50


def lines_of(path):
    opened = gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else open(path, encoding="utf-8")
    with opened as file:
        return [line for line in file if line.strip()]


def families(assay, work):
    """Code problems of every family."""
    path = work / "families.jsonl"
    subprocess.run([assay, "generate", "--family", "all", "--count", str(EACH_FAMILY), "--seed", "1", "-o", path], check=True)
    return [line for line in lines_of(path) if json.loads(line)["kind"] != "math"]


def check(assay, lines, importer, strengthens, jobs, work):
    """The JSON rows of assay check: unfit problems are no failure here."""
    part = work / "part.jsonl"
    part.write_text("".join(lines), encoding="utf-8")
    command = [assay, "check", part, "--json", "--mutants", str(N_MUTANTS), "--jobs", str(jobs)]
    if importer:
        command += ["--from", importer]
    if strengthens:
        command += ["--strengthen", work / "strong.jsonl"]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    if run.returncode not in (0, 3):
        sys.exit(f"assay check: {run.stderr.strip()}")
    return [json.loads(line) for line in run.stdout.splitlines()]


def check_kept(args, lines, importer, strengthens, work):
    """The same in chunks, each asked once for one folder of results."""
    rows = []
    for i in range(0, len(lines), CHUNK):
        part = lines[i:i + CHUNK]
        key = hashlib.sha256(("".join(part) + str((importer, strengthens, N_MUTANTS))).encode()).hexdigest()[:24]
        kept = args.keep / f"{key}.jsonl" if args.keep else None
        if kept and kept.exists():
            found = [json.loads(line) for line in lines_of(kept)]
        else:
            found = check(args.assay, part, importer, strengthens, args.jobs, work)
            if kept:
                kept.with_suffix(".new").write_text("".join(json.dumps(row) + "\n" for row in found), encoding="utf-8")
                kept.with_suffix(".new").rename(kept)
        rows += found
    return rows


def as_it_was(row):
    """Before it was strengthened."""
    if "strengthened" not in row:
        return row
    before = row["strengthened"]["score_before"]
    return {**row, "mutation_score": before, "killed": round(before * row["mutants"])}


def mean(scores):
    return sum(scores) / len(scores) if scores else 0


class Measured:
    def __init__(self, name, language, rows, lines, every, strengthens):
        self.name, self.language, self.n_lines, self.every, self.strengthens = name, language, len(lines), every, strengthens
        self.rows = rows
        self.scored = [r for r in rows if "mutation_score" in r]
        self.weak = sorted((r["mutation_score"], r["problem_id"]) for r in self.scored if r["mutation_score"] < WEAK)
        self.kept = [r for r in self.scored if r["mutation_score"] < 1]

    def line(self):
        share = f" of {self.n_lines}" if self.every > 1 else ""
        mutants, killed = sum(r["mutants"] for r in self.scored), sum(r["killed"] for r in self.scored)
        score = mean([r["mutation_score"] for r in self.scored])
        return (f"| {self.name} | {self.language} | {len(self.rows)}{share} | {mutants:,} | {killed:,} | {score:.3f} | {len(self.kept)} | "
                f"{len(self.weak)} |")

    def weak_suites(self):
        named = ", ".join(f"{problem} ({score:.2f})" for score, problem in self.weak) or "none"
        return f"\n**{self.name}, {self.language}**: {named}.\n"


def by_family(rows):
    """Mean score of each family, from the problems' ids."""
    scores = {}
    for row in rows:
        if "mutation_score" in row:
            scores.setdefault(row["problem_id"].split("/")[0], []).append(row["mutation_score"])
    lines = [f"| {name} | {len(found)} | {mean(found):.3f} | {min(found):.2f} |" for name, found in sorted(scores.items())]
    return "| family | problems | mean score | least |\n|---|---|---|---|\n" + "\n".join(lines) + "\n"


def strengthening(measured):
    """What was added, and what stays: an accepted mutant is another way to say the same, or its input was not found."""
    done = [r for r in measured.rows if "strengthened" in r]
    better = [r for r in done if r["strengthened"]["tests"] > 0]
    left = [r for r in measured.scored if r.get("survivors")]
    text = (f"Mutants marked * differ from the reference on some input beyond what the tests show, and on none within. {len(done)} problems had accepted mutants; {sum(r['strengthened']['tests'] for r in better)} tests were added to "
            f"{len(better)} of them, found among {sum(r['strengthened']['inputs'] for r in done):,} inputs of which "
            f"{sum(r['strengthened']['outside'] for r in done):,} were outside of what the tests show of the contract. "
            f"Accepted still: {sum(len(r['survivors']) for r in left)} mutants of {len(left)} problems.\n\n")
    text += "| problem | before | after | accepted still |\n|---|---|---|---|\n"
    for r in done:
        names = "; ".join(f"`{s['change']}`{' *' if s.get('differs_outside') else ''}" for s in r.get("survivors", [])).replace("|", "\\|").replace("\n", "\\n")
        text += f"| {r['problem_id']} | {r['strengthened']['score_before']:.2f} | {r['mutation_score']:.2f} | {names} |\n"
    return text


def versions(assay):
    """What ran the programs, as assay doctor names it."""
    found = [subprocess.run([assay, "--version"], capture_output=True, text=True, check=True).stdout.strip()]
    # It leaves with 3 where something is missing that need not be there.
    doctor = subprocess.run([assay, "doctor", "--json"], capture_output=True, text=True, check=False)
    for language in json.loads(doctor.stdout)["languages"]:
        if language["name"] in ("python", "javascript", "cpp", "java") and language["ok"]:
            version = re.search(r"[0-9]+\.[0-9]+\.[0-9]+", language["version"])
            found.append(f"{language['name']} {version.group() if version else language['version']}")
    return ", ".join(found)


def page(measured, tested):
    text = f"""# Mutation scores of known problem sets

`assay check --mutants {N_MUTANTS}` makes {N_MUTANTS} mutants of each problem's first reference, and counts how many of them the problem's own tests reject. Some mutants do the same
in other words, so that 1 is out of reach. A suite is weak below {WEAK}. Sets of compiled languages are sampled evenly.

Measured with {tested}. `scripts/mutation_scores.py build/assay DATA` takes it again and writes this page; DATA is a folder with the
published files. Mutants follow from the problem's id and are the same each time; a verdict does not depend on how busy the machine is, since CPU time is what runs out.

| set | language | problems | mutants | rejected | mean score | below 1 | weak |
|---|---|---|---|---|---|---|---|
""" + "\n".join(m.line() for m in measured) + "\n\n## Weak suites\n"
    text += "".join(m.weak_suites() for m in measured)
    for m in measured:
        if m.name == FAMILIES:
            text += f"\n## Families\n\n{EACH_FAMILY} problems of each, levels 1 to {EACH_FAMILY}.\n\n" + by_family(m.rows)
        if m.strengthens:
            text += "\n## HumanEval, strengthened\n\n" + strengthening(m)
    return text


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("assay")
    parser.add_argument("data", type=Path)
    parser.add_argument("--set", action="append", help="measure this set alone, by its name in the table; may be given again")
    parser.add_argument("--every", type=int, help="take every N-th problem of each set, whatever its own share is")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--keep", type=Path, help="keep what was measured there")
    parser.add_argument("-o", "--out", type=Path, default=Path(__file__).resolve().parent.parent / "docs/mutation-scores.md")
    args = parser.parse_args()
    if args.keep:
        args.keep.mkdir(parents=True, exist_ok=True)
    measured, tested = [], versions(args.assay)
    with tempfile.TemporaryDirectory(prefix="assay-scores-") as folder:
        work = Path(folder)
        sets = [(FAMILIES, "Python", families(args.assay, work), None, 1, False)]
        for name, language, file, importer, every, strengthens in SETS:
            if (args.data / file).exists():
                sets.append((name, language, lines_of(args.data / file), importer, every, strengthens))
            else:
                print(f"{name}, {language}: no {file} there", file=sys.stderr)
        for name, language, lines, importer, every, strengthens in sets:
            if args.set and name not in args.set:
                continue
            every = args.every or every
            rows = check_kept(args, lines[::every], importer, strengthens, work)
            measured.append(Measured(name, language, [as_it_was(row) for row in rows], lines, every, False))
            if strengthens:
                measured.append(Measured(f"{name}, strengthened", language, rows, lines, every, True))
            for m in measured[-2 if strengthens else -1:]:
                print(m.line(), flush=True)
            # After each set: what a long run has found is kept when it is stopped.
            args.out.write_text(page(measured, tested), encoding="utf-8")


main()
