#!/usr/bin/env python3
"""Checker programs and interactors, in both conventions: right and wrong programs, partial points, hostile ones on either side.

usage: test_referees.py ASSAY [--all]
"""
import sys
from pathlib import Path

import support

# Any float within 1e-6, as testlib's checkers do it: exit 0, 1 for wrong, 2 for what is no number.
NEAR = """
import sys
out, ans = open(sys.argv[2], 'rb').read().split(), open(sys.argv[3]).read().split()
try:
    values = [float(x) for x in out]
except ValueError:
    sys.stderr.write('wrong output format\\n')
    sys.exit(2)
ok = len(values) == len(ans) and all(abs(a - float(b)) <= 1e-6 * max(1, abs(float(b))) for a, b in zip(values, ans))
sys.stderr.write('ok' if ok else 'wrong answer expected %s, found %s\\n' % (ans, out[:5]))
sys.exit(0 if ok else 1)
"""

# Any two numbers of the sum, in C, as a validator of the problem package format.
ANY_PAIR = r"""
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
int main(int argc, char **argv)
{
	long n, a, b;
	char path[300], rest[4];
	FILE *in = fopen(argv[1], "r");
	if (argc < 4 || !in || fscanf(in, "%ld", &n) != 1)
		return 1;
	snprintf(path, sizeof path, "%s/judgemessage.txt", argv[3]);
	FILE *message = fopen(path, "w");
	if (scanf("%ld %ld", &a, &b) != 2 || scanf("%3s", rest) == 1) {
		fprintf(message, "two numbers were asked for\n");
		return 43;
	}
	if (a <= 0 || b <= 0 || a + b != n) {
		fprintf(message, "%ld and %ld do not make %ld\n", a, b, n);
		return 43;
	}
	return 42;
}
"""

# A point for each right line; testlib's points.
POINTS = """
import sys
out, ans = open(sys.argv[2]).read().split(), open(sys.argv[3]).read().split()
n = sum(a == b for a, b in zip(out, ans))
sys.stderr.write('points %.2f of %d\\n' % (n / len(ans), len(ans)))
sys.exit(7)
"""

SCORE = """
import sys
out, ans = sys.stdin.read().split(), open(sys.argv[2]).read().split()
n = sum(a == b for a, b in zip(out, ans))
open(sys.argv[3] + '/score.txt', 'w').write('%g\\n' % (n / len(ans)))
sys.exit(42 if n else 43)
"""

GUESS = """
import sys
secret = int(open(sys.argv[1]).read())
for i in range(10):
    line = sys.stdin.readline()
    if not line:
        sys.stderr.write('unexpected end of file\\n')
        sys.exit(8)
    try:
        guess = int(line)
    except ValueError:
        sys.stderr.write('not a number\\n')
        sys.exit(2)
    if guess == secret:
        print('yes', flush=True)
        sys.stderr.write('ok guessed after %d\\n' % (i + 1))
        sys.exit(0)
    print('higher' if guess < secret else 'lower', flush=True)
sys.stderr.write('wrong answer too many questions\\n')
sys.exit(1)
"""

GUESS_KATTIS = GUESS.replace("sys.exit(8)", "sys.exit(43)").replace("sys.exit(2)", "sys.exit(43)").replace(
    "sys.exit(1)", "sys.exit(43)").replace("sys.exit(0)", "sys.exit(42)")

SEARCH = """
low, high = 1, 1000
while True:
    guess = (low + high) // 2
    print(guess, flush=True)
    answer = input()
    if answer == 'yes':
        break
    if answer == 'higher':
        low = guess + 1
    else:
        high = guess - 1
"""


def stdio(name, checker, tests, **more):
    return {"id": name, "kind": "stdio", "statement": "-", "language": "python", "checker": checker, "tests": tests,
            "limits": {"cpu_ms": 1500, "wall_ms": 6000}, **more}


def program(code, abi, language="python", kind="program"):
    return {"type": kind, "language": language, "code": code, "abi": abi}


ONE = [{"stdin": "2\n", "expected_stdout": "1.4142135624\n"}]
PAIRS = [{"stdin": "7\n"}, {"stdin": "10\n"}]
LINES = [{"stdin": "", "expected_stdout": "a b c d\n"}, {"stdin": "", "expected_stdout": "a\n"}]
SECRETS = [{"stdin": "777\n"}, {"stdin": "1\n"}]

PROBLEMS = [
    stdio("near", program(NEAR, "testlib"), ONE),
    stdio("pair", program(ANY_PAIR, "kattis", "c"), PAIRS),
    stdio("points", program(POINTS, "testlib"), LINES),
    stdio("score", program(SCORE, "kattis"), LINES),
    stdio("weighted", program(POINTS.replace("n / len(ans)", "10.0 * n / len(ans)"), "testlib"),
          [{"stdin": "", "expected_stdout": "a b c d\n", "weight": 10}]),
    stdio("guess", program(GUESS, "testlib", kind="interactor"), SECRETS),
    stdio("guess-kattis", program(GUESS_KATTIS, "kattis", kind="interactor"), SECRETS),
    stdio("crashing", program("raise SystemExit(3)", "testlib"), ONE),
    stdio("killed", program("import os\nos.kill(os.getpid(), 9)", "kattis"), ONE),
    stdio("looping", program("while True: pass", "testlib"), ONE),
    stdio("accepting-kattis-code", program("raise SystemExit(42)", "testlib"), ONE),
    stdio("silent", program("import time\ntime.sleep(9)", "testlib", kind="interactor"), SECRETS[:1]),
    stdio("uncompiled", program("int main( {", "testlib", "c"), ONE),
]

HALF = "print('a x c x' if not open('/tmp/n', 'a').close() else '')"

# problem, program, word, what the reason holds, pass fraction
CASES = [
    ("near", "print(int(input()) ** 0.5)", "accepted", None, 1),
    ("near", "print('1.41421356')", "accepted", None, 1),
    ("near", "print(1.4)", "wrong_answer", "expected ['1.4142135624'], found", 0),
    ("near", "print('one')", "wrong_answer", "wrong output format", 0),
    ("near", "print('nan')", "wrong_answer", None, 0),
    ("near", "import sys\nprint(2 ** 0.5)\nsys.exit(1)", "runtime_error", None, 0),
    ("near", "import sys\nsys.stdout.buffer.write(bytes(range(256)) * 1000)", "wrong_answer", None, 0),
    ("near", "print('0' * 5000000)", "output_limit", None, 0),
    ("pair", "n = int(input())\nprint(1, n - 1)", "accepted", None, 1),
    ("pair", "n = int(input())\nprint(n // 2, n - n // 2)", "accepted", None, 1),
    ("pair", "n = int(input())\nprint(0, n)", "wrong_answer", "0 and 7 do not make 7", 0),
    ("pair", "print(3, 4)", "wrong_answer", "test 2: the checker rejects it: 3 and 4 do not make 10", 0.5),
    ("pair", "print(1)", "wrong_answer", "two numbers were asked for", 0),
    ("points", "print('a x c x')", "wrong_answer", "points 0.50 of 4", 0.75),
    ("points", "print('a b c d')", "accepted", None, 1),
    ("points", "print('x')", "wrong_answer", None, 0),
    ("score", "print('a x c x')", "wrong_answer", "not all points", 0.75),
    ("score", "print('a b c d')", "accepted", None, 1),
    ("score", "print('x')", "wrong_answer", "the checker rejects it", 0),
    ("weighted", "print('a b c x')", "wrong_answer", "points 7.50 of 4", 0.75),
    ("guess", SEARCH, "accepted", None, 1),
    ("guess-kattis", SEARCH, "accepted", None, 1),
    ("guess", "for i in range(1, 1001):\n    print(i, flush=True)\n    if input() == 'yes': break", "wrong_answer",
     "too many questions", 0.5),
    ("guess", "print('hello', flush=True)\ninput()", "wrong_answer", "not a number", 0),
    ("guess", "pass", "wrong_answer", "unexpected end of file", 0),
    ("guess", "raise ValueError('no')", "runtime_error", "ValueError", 0),
    ("guess", "input()", "time_limit", None, 0),
    ("guess", "while True: pass", "time_limit", None, 0),
    ("guess", SEARCH + "raise SystemExit(5)", "runtime_error", "exit code 5", 0),
    ("guess", "import sys\nwhile True: sys.stdout.write('1\\n' * 100000)", ("wrong_answer", "output_limit"), None, 0),
    ("guess-kattis", "print('yes', flush=True)", "wrong_answer", None, 0),
    ("guess", "open('/proc/self/fd/3', 'w')", "runtime_error", None, 0),
    ("crashing", "print(1)", "undecided", "the checker itself failed", 0),
    ("killed", "print(1)", "undecided", "the checker itself failed", 0),
    ("looping", "print(1)", "undecided", "the checker itself failed", 0),
    ("accepting-kattis-code", "print(1)", "undecided", "the checker itself failed", 0),
    ("silent", "print(1, flush=True)\ninput()", "undecided", "the interactor did not answer", 0),
    ("uncompiled", "print(1)", "undecided", "its own program does not compile", 0),
]


def main():
    if "--all" not in sys.argv:
        CASES[:] = [c for c in CASES if c[0] != "looping"]  # Ten seconds of CPU time.
    with support.scratch() as folder:
        folder = Path(folder)
        support.write_rows(folder / "problems.jsonl", PROBLEMS)
        support.write_rows(folder / "candidates.jsonl", [
            {"problem_id": p, "id": str(i), "code": code} for i, (p, code, *_) in enumerate(CASES)])
        run = support.assay(sys.argv[1], "verify", "--problems", folder / "problems.jsonl", "--candidates",
                            folder / "candidates.jsonl", "--jobs", 2, "-o", folder / "v.jsonl", timeout=600)
        assert run.returncode == 0, run.stderr
        verdicts = support.rows(folder / "v.jsonl")
        failures = []
        for (name, code, word, reason, fraction), v in zip(CASES, verdicts):
            is_right = (v["verdict"] in (word if isinstance(word, tuple) else (word,)) and (reason is None or reason in v["reason"]) and
                        abs(v.get("pass_fraction", 0) - fraction) < 1e-6)
            if not is_right:
                failures.append((name, code, word, reason, fraction, v))
        for failure in failures:
            print(*failure, sep="\n  ")
        assert not failures, len(failures)
        bad = dict(PROBLEMS[0], checker=program("x", "gcj"))
        support.write_rows(folder / "problems.jsonl", [bad])
        run = support.assay(sys.argv[1], "verify", "--problems", folder / "problems.jsonl", timeout=60)
        assert run.returncode != 0 and 'unknown abi "gcj"' in run.stderr, run.stderr
    print(f"{len(CASES)} programs before checkers and interactors")


main()
