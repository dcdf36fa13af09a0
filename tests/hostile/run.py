#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs the project's own hostile corpus through `assay verify`, category by category, and says what got past it.

usage: run.py ASSAY [--level namespaces|landlock] [--fault STEP,STEP] [--user] [--only TEXT] [--jobs N] [--quick] [--each] [--exec]
              [--list]

  --level   the isolation to demand; landlock denies user namespaces first, which takes a build with -Dfault_injection=true
  --fault   further steps to deny, in such a build: "cgroup" leaves the limits to rlimits and polling
  --user    as an ordinary user (needs root to begin with)
  --quick   without the cases that last until a limit of time
  --each    one run per case, so that a side effect has a name
  --exec    by `assay exec`, a sandbox for each: the programs that read and print, with the limits that it can be told

Right words are counted, honest programs among the hostile ones must be accepted, and the host must be as it was.
Exit status 0 when all holds, 77 when this machine cannot give the level.
"""
import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

import corpus

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "integration"))
import support  # noqa: E402

SKIP = 77
PROBLEMS = {row["id"]: row for row in map(json.loads, corpus.problems().splitlines())}


def arguments():
    p = argparse.ArgumentParser(usage=__doc__.split("\n\n")[1][7:])
    p.add_argument("assay")
    p.add_argument("--level", choices=("namespaces", "landlock"), default="namespaces")
    p.add_argument("--fault", default="")
    p.add_argument("--user", action="store_true")
    p.add_argument("--only", default="")
    p.add_argument("--jobs", default="2")
    p.add_argument("--quick", action="store_true")
    p.add_argument("--each", action="store_true")
    p.add_argument("--exec", action="store_true", dest="is_exec")
    p.add_argument("--list", action="store_true")
    return p.parse_args()


def skip(reason):
    print(f"skipped: {reason}")
    sys.exit(SKIP)


def become_nobody():
    os.setgroups([])
    os.setresgid(65534, 65534, 65534)
    os.setresuid(65534, 65534, 65534)


class Bench:
    """The program under test at one level, and the machine around it."""

    def __init__(self, args):
        if args.user and os.geteuid() != 0:
            skip("to become an ordinary user takes root")
        self.host = corpus.Host()
        self.binary = self.host.folder / "assay"
        support.copy_program(args.assay, self.binary)  # An ordinary user may not reach the build folder.
        faults = ",".join(filter(None, ["userns" if args.level == "landlock" else "", args.fault]))
        self.env = self.host.environment()
        if faults:
            self.env["ASSAY_FAULT"] = faults
        self.preexec = become_nobody if args.user else None
        self.is_exec = args.is_exec
        self.options = ["--require", args.level, "--jobs", args.jobs, "--no-confirm"]
        self.level = args.level
        self.faults = faults

    def run(self, *words, **kwargs):
        return subprocess.run([str(self.binary), *words], env=self.env, preexec_fn=self.preexec, capture_output=True,
                              text=True, errors="replace", cwd="/", check=False, **kwargs)

    def check_level(self):
        """Skips where the machine or the build cannot give what is to be tested."""
        answer = self.run("exec", "-l", "python", "--require", self.level, "-", input="print(1)\n")
        if answer.returncode != 0:
            skip(answer.stderr.strip()[:300])
        told = json.loads(answer.stdout)
        level = told.get("isolation", "namespaces")  # Said where it is less than usual.
        if level != self.level:
            skip(f"the level is {level}, not {self.level}: this build has no fault injection")
        if "cgroup" in self.faults and told["limits_enforced_by"] != "rlimit":
            skip("this build has no fault injection")
        return told["limits_enforced_by"]

    def verify(self, rows):
        problems, candidates = self.host.folder / "problems.jsonl", self.host.folder / "candidates.jsonl"
        problems.write_text(corpus.problems(), encoding="utf-8")
        problems.chmod(0o644)
        corpus.write_rows(candidates, rows)
        self.host.watch()
        if self.is_exec:
            return self.execute(rows)
        run = self.run("verify", "--problems", str(problems), "--candidates", str(candidates), *self.options)
        verdicts = {}
        for line in run.stdout.splitlines():
            row = json.loads(line)
            verdicts[row["candidate_id"]] = row
        bad = self.host.leaks(run.stdout + run.stderr)
        noise = [line for line in run.stderr.splitlines() if line and "warning" not in line]
        if run.returncode not in (0, 3) or noise:
            bad.append(f"assay exited {run.returncode}: {' / '.join(noise)[:300]}")
        return verdicts, bad


    def execute(self, rows):
        """The verdicts of rows that are run one by one."""
        verdicts, bad, said = {}, [], ""
        for row in rows:
            verdict = {"verdict": "accepted"}
            for test in PROBLEMS[row["problem_id"]]["tests"]:
                run = self.execute_one(row, test)
                said += run.stdout + run.stderr
                noise = [line for line in run.stderr.splitlines() if line and "warning" not in line]
                if run.returncode != 0 or noise:
                    bad.append(f"{row['id']}: assay exec exited {run.returncode}: {' / '.join(noise)[:300]}")
                    break
                got = json.loads(run.stdout)
                word = got["status"]
                if word == "ok":
                    word = "accepted" if got.get("stdout") == test["expected_stdout"] else "wrong_answer"
                verdict = {"verdict": word, "reason": str(got)}
                if word != "accepted":
                    break
            verdicts[row["id"]] = verdict
        return verdicts, bad + self.host.leaks(said)

    def execute_one(self, row, test):
        limits = PROBLEMS[row["problem_id"]]["limits"]
        program, stdin = self.host.folder / "program", self.host.folder / "stdin"
        program.write_text(row["code"], encoding="utf-8")
        stdin.write_text(test["stdin"], encoding="utf-8")
        return self.run("exec", "--language", row["language"], "--require", self.level, "--stdin", str(stdin), "--cpu-ms", str(limits["cpu_ms"]),
                        "--wall-ms", str(limits["wall_ms"]), "--mem-mb", str(limits["mem_mb"]), str(program))


def rows_of(cases, fill):
    rows = []
    for case in cases:
        if len(rows) % 6 == 0:
            rows.append(corpus.sentinel(len(rows)))
        rows += case.rows(fill)
    return rows


def judge(cases, verdicts):
    """Lines about what is wrong, the number of right ones, and how many there were."""
    bad, good, total = [], 0, 0
    accept = {case.name: case for case in cases}
    for ident, row in verdicts.items():
        name = ident.split("#")[0]
        case = accept.get(name)
        words = case.accept if case else ["accepted"]
        total += 1
        if row["verdict"] in words:
            good += 1
            continue
        wanted = "/".join(words) if len(words) < 5 else "any failure"
        bad.append(f"{ident}: {row['verdict']}, wants {wanted} ({case.what if case else 'an honest program'}): {row.get('reason', '')[:160]}")
    return bad, good, total


def try_cases(bench, cases):
    rows = rows_of(cases, bench.host.fill)
    verdicts, bad = bench.verify(rows)
    missing = [row["id"] for row in rows if row["id"] not in verdicts]
    bad += [f"{ident}: no verdict" for ident in missing]
    more, good, total = judge(cases, verdicts)
    return bad + more, good, total + len(missing)


def main():
    args = arguments()
    cases = corpus.load(only=args.only, is_quick=args.quick)
    if args.is_exec:
        cases = [c for c in cases if PROBLEMS[c.problem]["kind"] == "stdio" and not c.files]
        for case in cases:
            if "output_limit" in case.accept:
                case.accept.append("time_limit")  # Its ceiling for output is higher, and cannot be told.
    if args.list:
        for case in cases:
            print(f"{case.name:40} {'/'.join(case.accept) if len(case.accept) < 5 else 'any failure':40} {case.what}")
        return
    bench = Bench(args)
    try:
        enforcer = bench.check_level()
        absent = [c for c in cases if c.missing()]
        for case in absent:
            print(f"not tried: {case.name}: no {' '.join(case.missing())}")
        cases = [c for c in cases if c not in absent]
        bad = []
        for category in sorted({c.category for c in cases}):
            group = [c for c in cases if c.category == category]
            parts = [[c] for c in group] if args.each else [group]
            results = [try_cases(bench, part) for part in parts]
            print(f"{category:12} {sum(r[1] for r in results):4} / {sum(r[2] for r in results)}", flush=True)
            bad += [line for r in results for line in r[0]]
        for line in bad:
            print("  " + line)
        print(f"{len(cases)} hostile programs, isolation {args.level}, limits by {enforcer}"
              f"{', as an ordinary user' if args.user else ''}: {len(bad)} failures")
    finally:
        bench.host.close()
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
