#!/usr/bin/env python3
"""assay doctor: what it says about a machine that can run the farm, and in which form."""
import json
import os
import sys
import time
from pathlib import Path

import support

ASSAY = sys.argv[1]


def without_user_namespaces():
    """In a build with fault injection: everything that needs isolation refuses, and says what would give it."""
    env = dict(os.environ, ASSAY_FAULT="userns")
    run = support.assay(ASSAY, "doctor", "--json", env=env)
    found = json.loads(run.stdout)
    if found["isolation"] == "namespaces":
        print("   not tried: this build has no fault injection")
        return
    assert run.returncode == 3 and not found["ok"] and not found["attacks"] and found["no_attacks"], found
    missing = next(p for p in found["probes"] if p["name"] == "user namespaces")
    assert not missing["ok"] and missing["errno"] and missing["fix"], missing
    for way in ("sysctl -w ", "apparmor_parser -r ", "--security-opt ", "securityContext: {"):
        assert way in missing["fix"], f"{way} is not among the remedies: {missing['fix']}"
    run = support.assay(ASSAY, "exec", "-l", "python", "-", input="print(1)", env=env)
    assert run.returncode == 1 and "user namespaces" in run.stderr and "to fix" in run.stderr and not run.stdout
    if found["isolation"] == "landlock":
        run = support.assay(ASSAY, "exec", "-l", "python", "--require", "landlock", "-", input="print(1)", env=env)
        answer = json.loads(run.stdout)
        assert run.returncode == 0 and answer["isolation"] == "landlock" and "warning" in run.stderr, answer
        run = support.assay(ASSAY, "doctor", "--json", "--require", "landlock", env=env)
        below = json.loads(run.stdout)
        assert run.returncode == 0 and below["ok"] and all(a["ok"] for a in below["attacks"]), below["attacks"]
    env["ASSAY_FAULT"] = "userns,landlock"
    run = support.assay(ASSAY, "exec", "-l", "python", "--require", "landlock", "-", input="print(1)", env=env)
    assert run.returncode == 1 and "user namespaces" in run.stderr and "lsm=landlock" in run.stderr, run.stderr
    run = support.assay(ASSAY, "exec", "-l", "python", "--unsafe", "-", input="print(1)", env=env)
    answer = json.loads(run.stdout)
    assert run.returncode == 0 and answer["isolation"] == "none" and "warning" in run.stderr, answer
    with support.scratch() as folder:
        problems = Path(folder) / "problems.jsonl"
        support.write_rows(problems, [{
            "id": "p", "kind": "call", "statement": "s", "language": "python", "entry": {"name": "f"},
            "tests": [{"args": [1], "expected": 1}], "reference": [{"language": "python", "code": "f = abs\n"}]}])
        run = support.assay(ASSAY, "verify", "--problems", problems, env=env)
        assert run.returncode == 1 and "user namespaces" in run.stderr and not run.stdout, run.stderr
        run = support.assay(ASSAY, "verify", "--problems", problems, "--unsafe", env=env)
        row = json.loads(run.stdout)
        assert run.returncode == 0 and row["isolation"] == "none" and "warning" in run.stderr, (row, run.stderr)


def main():
    start = time.monotonic()
    run = support.assay(ASSAY, "doctor", "--json")
    seconds = time.monotonic() - start
    found = json.loads(run.stdout)
    assert run.returncode == (0 if found["ok"] else 3), run.returncode
    assert found["required"] == "namespaces" and found["probes"] and found["languages"]
    for probe in found["probes"]:
        assert probe["ok"] or (probe["lost"] and probe["fix"]), f"a no without its fix: {probe}"
    if found["isolation"] != "namespaces":
        support.skip("this machine cannot isolate by namespaces")
    assert found["ok"], found
    assert len(found["attacks"]) >= 5 and all(a["ok"] for a in found["attacks"]), found["attacks"]
    python = next(x for x in found["languages"] if x["name"] == "python")
    assert python["ok"] and python["version"].startswith("Python 3"), python
    table = support.assay(ASSAY, "doctor", "--require", "landlock")
    assert table.returncode == 0 and "fit to run untrusted code" in table.stdout, table.stdout
    for wrong in (["--require", "magic"], ["--jsn"], ["extra"]):
        run = support.assay(ASSAY, "doctor", *wrong)
        assert run.returncode == 2 and run.stderr.count("\n") == 1, run.stderr
    without_user_namespaces()
    print(f"{len(found['attacks'])} attacks repelled; {seconds:.1f} s")


main()
