#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The two programs that assay is: the front carries out exec by itself, and all else is as if there were one program.

usage: test_front.py ASSAY LINKED INSTALLED
       LINKED is "static" or "dynamic"; INSTALLED is the folder of assay-verbs in an installation, seen from that of assay
"""
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import support

ASSAY = Path(sys.argv[1]).resolve()
LINKED, INSTALLED = sys.argv[2:4]
VERBS = ASSAY.with_name("assay-verbs")
EXEC = ["exec", "--language", "bash", "-"]


def run(*words, **options):
    return subprocess.run(words, capture_output=True, text=True, timeout=60, check=False, **options)


def told(done):
    return done.returncode, done.stdout, done.stderr


def check_exec(*words, **options):
    done = run(*words, *EXEC, input="echo hello\n", **options)
    assert done.returncode == 0 and json.loads(done.stdout)["stdout"] == "hello\n", told(done)


def check_verbs(*words, **options):
    done = run(*words, "math", "--gold", "3/4", "--answer", "0.75", **options)
    assert done.returncode == 0 and json.loads(done.stdout)["verdict"] == "equal", told(done)


def no_dynamic_linker_starts_it():
    if LINKED != "static":
        return "this build has a sanitizer, or a library without an archive"
    if not shutil.which("readelf"):
        return "there is no readelf"
    headers = run("readelf", "--program-headers", "--wide", ASSAY).stdout
    assert "LOAD" in headers and "INTERP" not in headers, headers
    assert "INTERP" in run("readelf", "--program-headers", "--wide", VERBS).stdout, "libcurl is loaded at run time"
    return None


def both_say_the_same():
    for words in ([], ["--help"], ["-h"], ["help"], ["--version"], ["verfy"], ["nothing-like-it"], ["--manual"], ["--manual", "exec"],
                  ["--completion", "bash"], ["exec", "--help"], ["verify", "--help"], ["exec"], ["exec", "-l", "pyhton", "-"],
                  ["exec", "-l", "bash", "/none"], ["exec", "--cpu", "3"], ["verify"], ["math", "--gold"]):
        assert told(run(ASSAY, *words)) == told(run(VERBS, *words)), words
    done = run(ASSAY, "verfy")
    assert done.returncode == 2 and done.stderr == 'assay: there is no verb "verfy"; did you mean "verify"?\n', told(done)
    check_exec(ASSAY)
    check_exec(VERBS)
    check_verbs(ASSAY)
    check_verbs(VERBS)


def it_finds_the_other_from_anywhere():
    with support.scratch() as folder:
        link = Path(folder) / "linked"
        link.symlink_to(ASSAY)
        again = Path(folder) / "again"
        again.symlink_to("linked")
        for words in ([link], [again], ["./linked"]):
            check_verbs(*words, cwd=folder)
            check_exec(*words, cwd=folder)
        path = {**os.environ, "PATH": f"{folder}:{os.environ['PATH']}"}
        check_verbs("linked", cwd="/", env=path)
        check_exec("linked", cwd="/", env=path)


def it_finds_the_other_where_it_is_installed():
    with support.scratch() as folder:
        root = Path(folder) / "a" / "b" / "c" / "some place"  # INSTALLED may lead far up.
        installed, other = root / "assay", Path(os.path.normpath(root / INSTALLED)) / "assay-verbs"
        root.mkdir(parents=True)
        other.parent.mkdir(parents=True)
        shutil.copy(ASSAY, installed)
        shutil.copy(VERBS, other)
        check_verbs(installed, cwd="/")
        # A worker is started by the other one, as itself.
        (root / "p.jsonl").write_text(json.dumps({"id": "p", "kind": "math", "statement": "s", "answer": "2"}) + "\n")
        (root / "c.jsonl").write_text(json.dumps({"problem_id": "p", "id": "c", "text": "\\boxed{2}"}) + "\n")
        done = run(installed, "verify", "--problems", root / "p.jsonl", "--candidates", root / "c.jsonl")
        assert done.returncode == 0 and json.loads(done.stdout)["verdict"] == "accepted", told(done)


def alone_it_runs_programs_and_says_what_is_missing():
    with support.scratch() as folder:
        alone = Path(folder) / "assay"
        shutil.copy(ASSAY, alone)
        check_exec(alone)
        assert run(alone, "exec", "--help").stdout == run(VERBS, "exec", "--help").stdout
        for words in (["verify", "--problems", "p"], ["--help"], []):
            done = run(alone, *words)
            assert done.returncode == 1 and not done.stdout and done.stderr.count("\n") == 1, told(done)
            assert "assay-verbs" in done.stderr and str(folder) in done.stderr, told(done)
        other = alone.with_name("assay-verbs")
        other.write_text("no program")
        other.chmod(0o644)
        done = run(alone, "verify")
        assert done.returncode == 1 and str(other) in done.stderr and "Permission denied" in done.stderr, told(done)


for test in (no_dynamic_linker_starts_it, both_say_the_same, it_finds_the_other_from_anywhere, it_finds_the_other_where_it_is_installed,
             alone_it_runs_programs_and_says_what_is_missing):
    reason = test()
    print(f"   not tried: {test.__name__}: {reason}" if reason else f"ok {test.__name__}")
