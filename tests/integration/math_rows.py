#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The shared verdict rows, parse anchors and adversarial rows, each under the policy of its source.

usage: math_rows.py ASSAY [--list]

Prints agreement by source and every miss. Demanded: 98 % of the verdict rows, 97 % of the anchors read and each one that is
read equal, no adversarial row wrong and at most four undecided. Skips (77) without the benchmark data.
"""
import collections
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import support
from recheck_certificates import POLICIES

UNREAD = "cannot be read"


def decide(assay, rows):
    with tempfile.TemporaryDirectory(prefix="assay-rows-") as folder:
        source, out = Path(folder) / "rows.jsonl", Path(folder) / "out.jsonl"
        source.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
        subprocess.run([assay, "math", "-o", out, source], check=True, stderr=subprocess.DEVNULL)
        return [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]


def show(case, found):
    print(f"  {case['id']}: {case['gold'][:80]!r} against {case['response'][-120:]!r}, expected {case['expected']}: "
          f"{found['verdict']} ({found['extracted'] and found['extracted'][:60]!r}), {found['reason'][:160]}")


def main():
    assay, lists = sys.argv[1], "--list" in sys.argv
    data = support.data_folder() / "math"
    cases = [json.loads(line) for line in (data / "equivalence_cases.jsonl").read_text(encoding="utf-8").splitlines()]
    rows = [{"gold": case["gold"], "policy": POLICIES[case["source"]],
             "response" if case["form"] == "response" else "answer": case["response"]} for case in cases]
    right, total, unread, unequal = collections.Counter(), collections.Counter(), [], []
    for case, found in zip(cases, decide(assay, rows), strict=True):
        if case["form"] == "latex_vs_sympy_text":
            total["anchors"] += 1
            if UNREAD in found["reason"]:
                unread.append((case, found))
            elif found["verdict"] != "equal":
                unequal.append((case, found))
            continue
        total[case["source"]] += 1
        is_right = (found["verdict"] == "equal") == case["expected"]
        right[case["source"]] += is_right
        if not is_right:
            show(case, found)
    for case, found in (unread + unequal if lists else unequal[:10]):
        show(case, found)
    hard = []
    for line in (data / "adversarial_cases.jsonl").read_bytes().splitlines():
        case = json.loads(line)
        if not any("\ud800" <= c <= "\udfff" for c in case["response"]):
            hard.append(case)
    wrong, undecided = [], []
    found_rows = decide(assay, [{"gold": c["gold"], "answer": c["response"]} for c in hard])
    for case, found in zip(hard, found_rows, strict=True):
        if case["expected"] is None:
            continue
        said = {"equal": True, "different": False, "no_answer": False}.get(found["verdict"])
        # A value that does not exist is equal to nothing, and nothing proves it different either.
        if said is None:
            undecided.append((case, found))
        elif said != case["expected"]:
            wrong.append((case, found))
    for case, found in wrong + undecided:
        show({**case, "response": case["response"][:80]}, found)
    n_rows = sum(total.values()) - total["anchors"]
    n_right = sum(right.values())
    print(f"verdict rows {n_right} of {n_rows}:", {source: f"{right[source]}/{total[source]}" for source in total if source != "anchors"})
    print(f"anchors: {total['anchors'] - len(unread)} of {total['anchors']} read, {len(unequal)} of them not equal")
    print(f"adversarial: {len(wrong)} wrong, {len(undecided)} undecided of {len(hard)}")
    if n_right < 0.98 * n_rows or len(unread) > 0.03 * total["anchors"] or unequal or wrong or len(undecided) > 4:
        sys.exit("the bar is missed")


if __name__ == "__main__":
    main()
