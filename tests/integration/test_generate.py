#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""`assay generate` as its users meet it, and a third opinion on code families: their references, run by Python, node and g++.

usage: test_generate.py ASSAY [--slow]      slow: the references in C++, one compilation a family; 200 random programs by `assay check`
"""
import contextlib
import gzip
import io
import json
import re
import shutil
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import support


def run(binary, *args, code=0):
    done = support.assay(binary, "generate", *args)
    assert done.returncode == code, f"{args}: exit {done.returncode}, not {code}: {done.stderr}"
    return done


def generated(binary, *args):
    return [json.loads(line) for line in run(binary, *args).stdout.splitlines()]


def families(binary):
    return [json.loads(line) for line in run(binary, "--list", "--json").stdout.splitlines()]


def test_list(binary):
    listed = families(binary)
    assert len(listed) >= 8, listed
    text = run(binary, "--list").stdout.splitlines()
    assert [row["name"] for row in listed] == [line.split()[0] for line in text]
    assert all(row["phrasings"] >= 5 and row["kind"] in ("call", "stdio", "math") for row in listed)


def test_rows(binary):
    rows = generated(binary, "--family", "linear-equation", "--count", 23, "--level", "3..6", "--seed", 9)
    assert [row["level"] for row in rows] == [3] * 6 + [4] * 6 + [5] * 6 + [6] * 5
    assert len({row["id"] for row in rows}) == 23
    for row in rows:
        assert row["origin"]["seed"] == 9 and row["origin"]["source"] == "family:linear-equation", row
        Fraction(row["answer"])
        assert row["reference"][0]["code"].endswith(f"The answer is {row['answer']}."), row


def test_same_options_give_the_same_bytes(binary):
    args = ("--family", "all", "--count", 20, "--seed", 5)
    first = run(binary, *args).stdout
    assert first == run(binary, *args).stdout
    assert first != run(binary, *args[:-1], 6).stdout
    with support.scratch() as folder:
        path = Path(folder, "p.jsonl.gz")
        run(binary, *args, "-o", path)
        assert gzip.decompress(path.read_bytes()).decode() == first


def test_more_begins_with_fewer(binary):
    few = generated(binary, "--family", "run-length", "--count", 10, "--level", 4)
    more = generated(binary, "--family", "run-length", "--count", 30, "--level", 4)
    assert more[:10] == few


def test_repeats_are_left_out(binary):
    done = run(binary, "--family", "linear-equation", "--count", 100000, "--level", 1)
    statements = [json.loads(line)["statement"] for line in done.stdout.splitlines()]
    assert len(statements) == len(set(statements)) < 100000
    assert "different problems at level 1" in done.stderr, done.stderr


def test_usage_errors(binary):
    for args, words in [((), "--family"), (("--family", "linear-equatoin"), 'did you mean "linear-equation"'),
                        (("--family", "all", "--level", "0..3"), "from 1 to 10"),
                        (("--family", "all", "--level", "5..3"), "from 1 to 10"),
                        (("--family", "all", "--count", "0"), "count"),
                        (("--family", "all", "--family", "gcd-lcm"), "both hold the family gcd-lcm"),
                        (("--family", "gcd-lcm", "--family", "gcd-lcm"), "both hold the family gcd-lcm"),
                        (("--family", "no-such-tag"), "no family"),
                        (("--family", "all", "x"), "unexpected")]:
        done = run(binary, *args, code=2)
        assert words in done.stderr and not done.stdout, done.stderr
    run(binary, "--family", "gcd-lcm", "-o", "/nonexistent/folder/x.jsonl", code=1)


def plain(value):
    """An expected value without its tags, as JSON has it."""
    if isinstance(value, dict):
        return [plain(item) for item in value["$tuple"]]
    return [plain(item) for item in value] if isinstance(value, (list, tuple)) else value


def code_of(row, language):
    return {solution["language"]: solution["code"] for solution in row["reference"]}.get(language)


def check_python(row):
    code = compile(code_of(row, "python"), row["id"], "exec")
    for test in row["tests"]:
        names = {"__name__": "candidate"}
        if row["kind"] == "call":
            exec(code, names)
            got, wanted = plain(names[row["entry"]["name"]](*json.loads(json.dumps(test["args"])))), plain(test["expected"])
        else:
            out, stdin = io.StringIO(), sys.stdin
            sys.stdin = io.StringIO(test["stdin"])
            names["__name__"] = "__main__"
            with contextlib.redirect_stdout(out):
                exec(code, names)
            sys.stdin = stdin
            got, wanted = out.getvalue(), test["expected_stdout"]
        assert got == wanted, (row["id"], test, got)


NODE = """
const rows = JSON.parse(require("fs").readFileSync(0, "utf8"));
for (const row of rows) {
    const f = new Function(row.code + "\\nreturn " + row.entry)();
    for (const test of row.tests) {
        const got = JSON.stringify(f(...test.args));
        if (got !== JSON.stringify(test.expected)) throw new Error(row.id + ": " + JSON.stringify(test) + ": " + got);
    }
}
"""


def check_node(rows):
    calls = [{"id": row["id"], "entry": row["entry"]["name"], "code": code_of(row, "javascript"),
              "tests": [{"args": test["args"], "expected": plain(test["expected"])} for test in row["tests"]]}
             for row in rows if row["kind"] == "call" and code_of(row, "javascript")]
    subprocess.run(["node", "-e", NODE], input=json.dumps(calls), text=True, check=True, timeout=300)


def programs(row, language):
    return row["kind"] == "stdio" and code_of(row, language)


def run_program(command, tests):
    for test in tests:
        done = subprocess.run(command, input=test["stdin"], capture_output=True, text=True, timeout=60, check=True)
        assert done.stdout == test["expected_stdout"], (command, test, done.stdout)


def code_rows(binary, count):
    for name in [row["name"] for row in families(binary) if row["kind"] != "math"]:
        yield generated(binary, "--family", name, "--count", count, "--seed", 11)


def test_references_agree(binary):
    everything = []
    for rows in code_rows(binary, 20):
        for row in rows:
            check_python(row)
        everything += rows
    if not shutil.which("node"):
        return
    check_node(everything)
    seen = set()
    for row in everything:
        if programs(row, "javascript") and row["origin"]["source"] not in seen:
            seen.add(row["origin"]["source"])
            run_program(["node", "-e", code_of(row, "javascript")], row["tests"][:4])


def slow_references_in_cpp(binary):
    with support.scratch() as folder:
        source, program = Path(folder, "a.cpp"), Path(folder, "a.out")
        for rows in code_rows(binary, 20):
            for row in [row for row in rows if programs(row, "cpp")][:1]:
                source.write_text(code_of(row, "cpp"))
                subprocess.run(["g++", "-O1", "-Wall", "-Werror", "-o", program, source], check=True)
                run_program([program], row["tests"])


def slow_random_programs_are_fit_to_train_on(binary):
    names = [row["name"] for row in families(binary) if row["name"].startswith("typed-")]
    with support.scratch() as folder:
        path = Path(folder, "p.jsonl")
        path.write_text("".join(run(binary, "--family", name, "--count", 40, "--seed", 11).stdout for name in names))
        done = support.assay(binary, "check", path, timeout=3600)
        assert done.returncode == 0, done.stdout + done.stderr
        found = re.search(r": 0 unfit; mean mutation score ([0-9.]+)", done.stdout + done.stderr)
        assert found and float(found.group(1)) >= 0.9, done.stdout + done.stderr


def test_wrong_solutions_come_with_labels(binary):
    rows = generated(binary, "--family", "long-product", "--count", 10, "--level", 5, "--slips", 2, "--distractors")
    for row in rows:
        assert all(row["reference"][0]["step_labels"])
        for wrong in row["negatives"]:
            assert "\n".join(wrong["steps"]) == wrong["code"] and wrong["expect"] == "wrong_answer"
            assert wrong["step_labels"].index(False) == wrong["first_wrong"]
    bare = generated(binary, "--family", "long-product", "--count", 10, "--level", 5)
    assert [row["answer"] for row in bare] == [row["answer"] for row in rows]
    assert all("negatives" not in row and "steps" not in row["reference"][0] for row in bare)


def main():
    binary = sys.argv[1]
    prefix = "slow_" if "--slow" in sys.argv else "test_"
    for name, test in sorted(globals().items()):
        if name.startswith(prefix):
            test(binary)
            print(f"ok {name}")


if __name__ == "__main__":
    main()
