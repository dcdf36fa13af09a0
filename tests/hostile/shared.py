#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs a hostile corpus that is not part of the project, with its own runner, at a chosen level of isolation.

usage: shared.py ASSAY [--level namespaces|landlock] [--fault STEP,STEP] [--user] [--runner FILE] [-- RUNNER OPTION...]

The runner is called as `run.py BINARY` and starts `BINARY verify ...`; it is given a wrapper that demands the level, denies what has to be
denied (which takes a build with -Dfault_injection=true), and drops to an ordinary user for --user. It is looked for in $ASSAY_HOSTILE, then in
shared/hostile beside the source tree; without one the test is skipped.
"""
import argparse
import os
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "integration"))
import support  # noqa: E402

SKIP = 77
NOBODY = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]


def arguments():
    own, runner = sys.argv[1:], []
    if "--" in own:
        own, runner = own[:own.index("--")], own[own.index("--") + 1:]
    p = argparse.ArgumentParser()
    p.add_argument("assay")
    p.add_argument("--level", choices=("namespaces", "landlock"), default="namespaces")
    p.add_argument("--fault", default="")
    p.add_argument("--user", action="store_true")
    p.add_argument("--runner", type=Path)
    return p.parse_args(own), runner


def find_runner(named):
    beside = Path(os.environ.get("ASSAY_SOURCE_ROOT", Path(__file__).resolve().parents[2])) / ".." / "shared" / "hostile"
    runner = named or Path(os.environ.get("ASSAY_HOSTILE", beside)) / "run.py"
    if not runner.is_file():
        print(f"skipped: no hostile corpus in {runner.parent.resolve()} (set ASSAY_HOSTILE)")
        sys.exit(SKIP)
    return runner.resolve()


def write_wrapper(folder, args):
    binary, wrapper = folder / "assay.real", folder / "assay"
    support.copy_program(args.assay, binary)  # An ordinary user may not reach the build folder.
    faults = ",".join(filter(None, ["userns" if args.level == "landlock" else "", args.fault, os.environ.get("ASSAY_FAULT")]))
    wrapper.write_text(f"#!/bin/sh\nexport ASSAY_FAULT={shlex.quote(faults)}\n"
                       f'exec {shlex.quote(str(binary))} "$@" --require {args.level} --no-confirm\n')
    wrapper.chmod(0o755)
    return wrapper


def main():
    args, options = arguments()
    runner = find_runner(args.runner)
    with tempfile.TemporaryDirectory(prefix="hostile-level-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        command = [sys.executable, str(runner), str(write_wrapper(folder, args)), *options]
        if args.user:
            command = [*NOBODY, "/usr/bin/python3", *command[1:]]  # A user's own interpreter may be out of reach.
        sys.exit(subprocess.run(command, cwd="/", check=False).returncode)


if __name__ == "__main__":
    main()
