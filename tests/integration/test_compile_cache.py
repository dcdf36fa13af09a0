#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Compiled programs are kept where the user says, used again, and cost nothing but time when they cannot be.

usage: test_compile_cache.py ASSAY
"""
import json
import os
import subprocess
import sys
from pathlib import Path

import support

ASSAY = sys.argv[1]
HELLO = '#include <stdio.h>\nint main(void){ int a, b; scanf("%d %d", &a, &b); printf("%d\\n", a + b); }'
WRONG = HELLO.replace("a + b", "a - b")
BROKEN = HELLO.replace("scanf", "scanf(")
PROBLEM = {"id": "sum", "kind": "stdio", "statement": "Add.", "language": "c",
           "tests": [{"stdin": f"{i} 2", "expected_stdout": f"{i + 2}\n"} for i in range(5)],
           "checker": {"type": "tokens"}}


def entries(folder):
    return sorted(p.name for p in Path(folder).iterdir() if len(p.name) == 32) if Path(folder).exists() else []


def verify(folder, *args, **kwargs):
    """The verdicts of right, wrong, broken and again right candidates, without what differs from run to run."""
    problems, candidates = Path(folder) / "problems.jsonl", Path(folder) / "candidates.jsonl"
    support.write_rows(problems, [PROBLEM])
    texts = [HELLO, WRONG, BROKEN] + [HELLO + f"\n/* {i} */" for i in range(4)]
    support.write_rows(candidates, [{"problem_id": "sum", "id": str(i), "code": text, "language": "c"}
                                    for i, text in enumerate(texts)])
    run = support.assay(ASSAY, "verify", "--problems", problems, "--candidates", candidates, *args, **kwargs)
    assert run.returncode == 0, run.stderr
    rows = [json.loads(line) for line in run.stdout.splitlines()]
    words = [row["verdict"] for row in rows]
    if "system_error" in words:
        support.skip(rows[words.index("system_error")]["reason"])
    assert words == ["accepted", "wrong_answer", "compile_error"] + 4 * ["accepted"], words
    return [(row["verdict"], row["passed"], row.get("reason"), row["key"]) for row in rows]


def test_programs_are_kept_and_found_again():
    with support.scratch() as folder:
        kept = Path(folder) / "kept"
        first = verify(folder, "--compile-cache", kept, "--jobs", 2)
        names = entries(kept)
        assert len(names) == 6, "all but the broken one"
        assert (kept.stat().st_mode & 0o777, (kept / names[0]).stat().st_mode & 0o777) == (0o700, 0o600)
        times = {name: (kept / name).stat().st_ctime_ns for name in names}
        assert verify(folder, "--compile-cache", kept, "--jobs", 2) == first
        assert entries(kept) == names
        assert all((kept / n).stat().st_ctime_ns > times[n] for n in names), "each was touched, as the next to stay"
        assert verify(folder, "--compile-cache", "off") == first
        for name in names:
            (kept / name).write_bytes(b"nonsense")
        assert verify(folder, "--compile-cache", kept) == first
        assert all((kept / name).stat().st_size > 1000 for name in names), "each was mended"


def test_default_is_the_users_cache_folder():
    with support.scratch() as folder:
        env = {**os.environ, "XDG_CACHE_HOME": folder}
        verify(folder, env=env)
        assert len(entries(Path(folder) / "assay" / "compiled")) == 6
        env = {**os.environ, "HOME": str(Path(folder) / "home")}
        env.pop("XDG_CACHE_HOME", None)
        verify(folder, env=env)
        assert len(entries(Path(folder) / "home" / ".cache" / "assay" / "compiled")) == 6
        del env["HOME"]
        verify(folder, env=env)


def test_a_folder_that_cannot_be_used_is_done_without():
    with support.scratch() as folder:
        shared = Path(folder) / "shared"
        shared.mkdir()
        shared.chmod(0o755)
        verify(folder, "--compile-cache", shared)
        assert not any(shared.iterdir()) and shared.stat().st_mode & 0o777 == 0o755
        verify(folder, "--compile-cache", "/proc/no/such")


def test_exec_uses_it_too():
    with support.scratch() as folder:
        env = {**os.environ, "XDG_CACHE_HOME": folder}
        for options, n in (("--compile-cache", "off"), 0), ((), 1), ((), 1):
            run = support.assay(ASSAY, "exec", "-l", "c", "--stdin", "-", *options, write(folder), input="40 2", env=env)
            assert json.loads(run.stdout)["stdout"] == "42\n", run
            assert len(entries(Path(folder) / "assay" / "compiled")) == n
        run = support.assay(ASSAY, "exec", "-l", "c", "--compile-cache", "x" * 5000, write(folder))
        assert run.returncode == 2 and "compile cache" in run.stderr, run


def write(folder):
    path = Path(folder) / "hello.c"
    path.write_text(HELLO)
    return path


if subprocess.run(["test", "-x", "/usr/bin/gcc"], check=False).returncode:
    support.skip("no C compiler")
for name, test in list(globals().items()):
    if name.startswith("test_"):
        test()
        print("ok", name)
