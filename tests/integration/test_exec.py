#!/usr/bin/env python3
"""assay exec: the JSON of the contract for every way a program can end."""
import base64
import json
import os
import sys
from pathlib import Path

import support

ASSAY = sys.argv[1]
FIELDS = {"status", "exit_code", "signal", "stdout", "stderr", "stdout_truncated", "cpu_ms", "wall_ms", "peak_mem_mb",
          "limits_enforced_by"}

# name, language, program, options, what must be in the answer
CASES = [
    ("it prints", "python", "print('hello')", [], {"status": "ok", "exit_code": 0, "signal": None, "stdout": "hello\n",
                                                   "stderr": "", "stdout_truncated": False}),
    ("its own exit status", "bash", "echo oops >&2; exit 7", [], {"status": "runtime_error", "exit_code": 7,
                                                                   "stderr": "oops\n"}),
    ("a signal", "c", "int main(void){*(volatile int *)8 = 1;}", [], {"status": "runtime_error", "exit_code": None,
                                                                      "signal": "SIGSEGV"}),
    ("CPU time", "c", "int main(void){for(volatile long i = 0;; i++);}", ["--cpu-ms", 300],
     {"status": "time_limit", "exit_code": None}),
    ("the clock", "bash", "sleep 30", ["--wall-ms", 400], {"status": "time_limit"}),
    ("memory", "python", "a = [bytearray(1 << 20) for _ in range(1000)]", ["--mem-mb", 64], {"status": "memory_limit"}),
    ("too much output", "python", "import sys\nwhile True: sys.stdout.write('x' * 65536)", ["--cpu-ms", 5000],
     {"status": "output_limit", "stdout_truncated": True}),
    ("a compiler's complaint", "cpp", "int main() { return x; }", [], {"status": "compile_error"}),
    ("a signal's default is a program's own", "bash", "kill -PIPE $$; echo alive", [],
     {"status": "runtime_error", "signal": "SIGPIPE", "stdout": ""}),
]


def execute(*args, **kwargs):
    return support.assay(ASSAY, "exec", *args, **kwargs)


def answer(run):
    assert run.returncode == 0 and run.stderr == "", (run.returncode, run.stderr)
    assert run.stdout.count("\n") == 1 and run.stdout.endswith("\n")
    return json.loads(run.stdout)


def test_ends():
    for name, language, code, options, wanted in CASES:
        got = answer(execute("--language", language, *options, "-", input=code))
        assert set(got) == FIELDS, f"{name}: {sorted(set(got) ^ FIELDS)}"
        for key, value in wanted.items():
            assert got[key] == value, f"{name}: {key} is {got[key]!r}, wanted {value!r}: {got}"
        assert got["limits_enforced_by"] in ("cgroup2", "cgroup1", "hybrid", "rlimit"), got


def test_compilers_are_quoted():
    got = answer(execute("-l", "c", "-", input="int main(void){ return oops; }"))
    assert got["status"] == "compile_error" and "oops" in got["stderr"] and got["exit_code"] != 0, got


def test_input_and_files():
    with support.scratch() as folder:
        program, data = Path(folder) / "up.py", Path(folder) / "data"
        program.write_text("import sys\nsys.stdout.write(sys.stdin.read().upper())\n")
        data.write_text("grüße\n")
        assert answer(execute("-l", "py", "--stdin", data, program))["stdout"] == "GRÜSSE\n"
        assert answer(execute("-l", "py", "--stdin", "-", program, input="abc"))["stdout"] == "ABC"
        assert answer(execute("-l", "py", program))["stdout"] == "", "no input is an empty one"


def test_other_bytes():
    got = answer(execute("-l", "python", "-", input="import sys\nsys.stdout.buffer.write(bytes(range(256)))\n"))
    assert "stdout" not in got and base64.b64decode(got["stdout_base64"]) == bytes(range(256))


def test_misuse():
    for args, status, word in [((), 2, "--language"), (("-l", "python"), 2, "program"),
                               (("-l", "pyhton", "-"), 2, "python"), (("-l", "python", "/none.py"), 1, "/none.py"),
                               (("-l", "python", "-", "--stdin", "-"), 2, "standard input"),
                               (("-l", "python", "-", "--cpu-ms", "0"), 2, "cpu-ms"),
                               (("-l", "python", "-", "--stdin", "/none"), 1, "/none")]:
        run = execute(*args, input="print(1)")
        assert run.returncode == status and word in run.stderr and run.stderr.count("\n") == 1, (args, run.stderr)
        assert run.stdout == ""


def test_nothing_is_left():
    with support.scratch() as folder:
        program = Path(folder) / "linger.sh"
        daemon = f"100.{os.getpid()}"
        program.write_text(f"setsid sleep {daemon} & disown; echo started\n")
        assert answer(execute("-l", "bash", program))["stdout"] == "started\n"
        # Of the program nothing lives when its result is told; our own processes are killed by then, and go with their namespaces.
        assert not support.processes_with(daemon)
        support.wait_for("the end of the slot", lambda: not support.processes_with(folder))


for name, test in list(globals().items()):
    if name.startswith("test_"):
        test()
        print("ok", name)
