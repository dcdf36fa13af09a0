#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""`assay generate` as its users meet it, and a third opinion on code families: their references, run by Python and g++.

usage: test_generate.py ASSAY
"""
import gzip
import json
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
                        (("--family", "all", "--family", "gcd-lcm"), "stands alone"),
                        (("--family", "gcd-lcm", "--family", "gcd-lcm"), "twice"),
                        (("--family", "all", "x"), "unexpected")]:
        done = run(binary, *args, code=2)
        assert words in done.stderr and not done.stdout, done.stderr
    run(binary, "--family", "gcd-lcm", "-o", "/nonexistent/folder/x.jsonl", code=1)


def run_program(command, test):
    done = subprocess.run(command, input=test["stdin"], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout == test["expected_stdout"], (command, test, done.stdout)


def check_call(row):
    names = {}
    exec(row["reference"][0]["code"], names)
    for test in row["tests"]:
        got = names[row["entry"]["name"]](*json.loads(json.dumps(test["args"])))
        assert got == test["expected"], (row["id"], test, got)


def check_stdio(row, folder):
    code = {solution["language"]: solution["code"] for solution in row["reference"]}
    tests = row["tests"][:3] + row["tests"][-1:]
    for test in tests:
        run_program([sys.executable, "-c", code["python"]], test)
    if "cpp" not in code or not shutil.which("g++") or int(row["id"].split("/")[-1]) > 0:
        return
    source, binary = Path(folder, "a.cpp"), Path(folder, "a.out")
    source.write_text(code["cpp"])
    subprocess.run(["g++", "-O1", "-Wall", "-Werror", "-o", binary, source], check=True)
    for test in row["tests"]:
        run_program([binary], test)


def test_references_agree(binary):
    names = [row["name"] for row in families(binary) if row["kind"] != "math"]
    with support.scratch() as folder:
        for name in names:
            for row in generated(binary, "--family", name, "--count", 40, "--seed", 11):
                check_call(row) if row["kind"] == "call" else check_stdio(row, folder)


def main():
    binary = sys.argv[1]
    for name, test in sorted(globals().items()):
        if name.startswith("test_"):
            test(binary)
            print(f"ok {name}")


if __name__ == "__main__":
    main()
