#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Help, manual pages and completion say the same of every verb, and the build makes a page for each.

usage: test_manual.py ASSAY
"""
import re
import shutil
import subprocess
import sys
from pathlib import Path

import support

ASSAY = sys.argv[1]


def text(*args):
    run = support.assay(ASSAY, *args)
    assert run.returncode == 0 and not run.stderr, f"{args}: {run.returncode}, {run.stderr}"
    return run.stdout


def verbs():
    return re.findall(r"^  ([a-z]+) {2,}\S", text("--help"), re.M)


def options(verb):
    return set(re.findall(r"^  (?:-.,|   ) --([a-z-]+)", text(verb, "--help"), re.M))


def pages():
    overview = text("--manual")
    for verb in verbs():
        page = text("--manual", verb)
        assert f"assay\\-{verb}" in overview, verb
        listed = set(re.findall(r"^(?:\\fB\\-.\\fR, )?\\fB\\-\\-([a-z\\-]+)\\fR", page, re.M))
        assert {name.replace("\\", "") for name in listed} == options(verb), verb
        for section in (".SH NAME", ".SH SYNOPSIS", ".SH OPTIONS", ".SH EXAMPLES", ".SH EXIT STATUS"):
            assert section in page, f"{verb} has no {section}"
    print(f"ok {len(verbs())} pages")


def built():
    folder = Path(ASSAY).resolve().parent
    missing = [verb for verb in verbs() if not (folder / f"assay-{verb}.1").is_file()]
    assert not missing, f"verbs without a page in meson.build: {missing}"
    print("ok pages are built")


def roff():
    if not shutil.which("groff"):
        print("   not formatted: there is no groff")
        return
    for page in [text("--manual"), *(text("--manual", verb) for verb in verbs())]:
        run = subprocess.run(["groff", "-man", "-Tutf8", "-ww", "-z"], input=page, capture_output=True, text=True, check=False)
        assert run.returncode == 0 and not run.stderr, run.stderr
    print("ok pages are formatted without a warning")


def completed(*words):
    script = text("--completion", "bash") + 'COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _assay; printf "%s\\n" "${COMPREPLY[@]}"'
    run = subprocess.run(["bash", "-c", script, "bash", *words], capture_output=True, text=True, check=False)
    assert run.returncode == 0 and not run.stderr, run.stderr
    return set(run.stdout.split())


def completion():
    assert completed("assay", "") >= set(verbs())
    assert completed("assay", "ve") == {"verify"}
    for verb in verbs():
        assert completed("assay", verb, "--") == {f"--{name}" for name in options(verb)}, verb
    assert completed("assay", "verify", "fi") == set(), "arguments are file names, which bash completes"
    print("ok completion")


def refused():
    for args in (("--manual", "verfy"), ("--completion", "tcsh"), ("--completion",)):
        run = support.assay(ASSAY, *args)
        assert run.returncode == 2 and run.stderr and not run.stdout, args
    print("ok what is not known is refused")


if __name__ == "__main__":
    pages()
    built()
    roff()
    completion()
    refused()
