#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs a hostile corpus at a chosen level of isolation.

usage: run_level.py RUNNER ASSAY_BINARY LEVEL [RUNNER OPTION...]

RUNNER is the corpus's own run.py, which starts `ASSAY verify ...`. It is given a wrapper that adds `--require LEVEL` and, for
landlock, denies user namespaces, which takes a build with -Dfault_injection=true.
"""
import os
import shlex
import subprocess
import sys
import tempfile

FAULTS = {"namespaces": "", "landlock": "userns"}


def main():
    if len(sys.argv) < 4 or sys.argv[3] not in FAULTS:
        sys.exit(__doc__)
    runner, assay, level, options = sys.argv[1], os.path.abspath(sys.argv[2]), sys.argv[3], sys.argv[4:]
    faults = ",".join(filter(None, [FAULTS[level], os.environ.get("ASSAY_FAULT")]))
    with tempfile.TemporaryDirectory(prefix="hostile-level-") as folder:
        os.chmod(folder, 0o755)
        wrapper = os.path.join(folder, "assay")
        with open(wrapper, "w", encoding="utf-8") as f:
            f.write(f'#!/bin/sh\nexport ASSAY_FAULT={shlex.quote(faults)}\n'
                    f'exec {shlex.quote(assay)} "$@" --require {level}\n')
        os.chmod(wrapper, 0o755)
        sys.exit(subprocess.run([sys.executable, runner, wrapper, *options], check=False).returncode)


if __name__ == "__main__":
    main()
