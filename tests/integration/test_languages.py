#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Programs in every language, through assay exec, and what is peculiar to some: how a main class is found and the like.

usage: test_languages.py ASSAY [--slow]
"""
import json
import sys
from pathlib import Path

import support

ASSAY = sys.argv[1]
SLOW = "--slow" in sys.argv
TAKES_LONG = {"kotlin", "scala"}

HELLO = "public static void main(String[] args) { System.out.println(42); }"
PECULIAR = [  # (name, language, program, status, standard output)
    ("a public class of any name", "java", f"public class Solution {{ {HELLO} }}", "ok", "42\n"),
    ("a package", "java", f"package a.b;\nimport java.util.*;\n\npublic final class Main {{ {HELLO} }}", "ok", "42\n"),
    ("the class of the file first", "java", f"class Other {{ {HELLO.replace('42', '1')} }}\nclass Main {{ {HELLO} }}", "ok", "42\n"),
    ("helpers before and behind", "java",
     f"record Pair(int a, int b) {{}}\nclass Helper {{}}\n\nclass Solver {{\n  class Inner {{}}\n\n  {HELLO}\n}}\n\nclass Last {{}}", "ok", "42\n"),
    ("main in an enum", "java", f"enum Run {{\n  ONE;\n  {HELLO}\n}}", "ok", "42\n"),
    ("nothing to start", "java", "class A {}", "runtime_error", ""),
    ("unchecked exceptions are seen", "java", f"class Main {{ {HELLO.replace('System.out.println(42)', 'throw new Exception()')} }}",
     "compile_error", ""),
    ("pragmas before the header of all", "cpp",
     '#pragma GCC optimize("O3")\n#pragma GCC target("avx2")\n#include <bits/stdc++.h>\nint main() { std::cout << 42 << "\\n"; }', "ok", "42\n"),
    ("macros before the header of all", "cpp",
     '#define _GLIBCXX_DEBUG\n#include <bits/stdc++.h>\nint main() { std::vector<int> v; return v[0]; }', "runtime_error", ""),
    ("macros behind it", "cpp", '#include <bits/stdc++.h>\n#define int long long\nusing namespace std;\n'
     'signed main() { int x = 1LL << 40; cout << x << "\\n"; }', "ok", "1099511627776\n"),
    ("names of the browser", "typescript", "const name: string = 'a'; let event = 42;\nconsole.log(event);", "ok", "42\n"),
    ("require declared again", "typescript",
     "declare var require: any;\nconst assert = require('node:assert');\nassert.ok(true);\nconsole.log(42);", "ok", "42\n"),
    ("loose types", "typescript", "function f(x) { return x.length; }\nlet s: string = null;\nconsole.log(f('ab') + 40);", "ok", "42\n"),
    ("a goal of its own", "prolog", ":- initialization(start).\nstart :- writeln(42).", "ok", "42\n"),
    ("a goal that fails", "prolog", "main :- fail.", "runtime_error", ""),
    ("the first error ends a script", "sql", "SELECT 41;\nSELECT x;\nSELECT 43;", "runtime_error", "41\n"),
    ("tables of its own", "sql", "CREATE TABLE t(a);\nINSERT INTO t VALUES (40), (2);\nSELECT sum(a) FROM t;", "ok", "42\n"),
    ("unused variables", "go", 'package main\n\nfunc main() { x := 1 }\n', "compile_error", ""),
    ("more memory than PHP's own limit", "php", "<?php echo strlen(str_repeat('x', 200 << 20)) >> 20, \"\\n\";", "ok", "200\n"),
    ("arithmetic wraps", "rust", 'fn main() { let x: i32 = std::env::args().count() as i32; println!("{}", i32::MAX + x < 0); }', "ok",
     "true\n"),
    ("any name of an App", "scala", "object Solution extends App { println(42) }", "ok", "42\n"),
    ("main of an object", "scala", "object A {}\nobject B { def main(args: Array[String]): Unit = println(42) }", "ok", "42\n"),
    ("main of an object", "kotlin", "object B { @JvmStatic fun main(args: Array<String>) { println(42) } }", "ok", "42\n"),
    ("arguments nobody gives", "kotlin", "fun main(args: Array<String>) { println(42 + args.size) }", "ok", "42\n"),
]


def languages():
    report = json.loads(support.assay(ASSAY, "doctor", "--json").stdout)
    return {row["name"]: row for row in report["languages"] if (row["name"] in TAKES_LONG) == SLOW}


def execute(language, program, *args, stdin=""):
    with support.scratch() as folder:
        path = Path(folder) / "program"
        path.write_text(program)
        run = support.assay(ASSAY, "exec", "--language", language, "--stdin", "-", *args, path, input=stdin)
    assert run.returncode == 0, f"{language}: {run.stderr}"
    return json.loads(run.stdout)


TABLE = languages()
RUNS = {name for name, row in TABLE.items() if row["ok"]}
if not RUNS:
    support.skip("none of these languages works here: " + ", ".join(TABLE))
for name, row in TABLE.items():
    assert row["ok"] or not row.get("tool"), f"{name}: {row['tool']} is there and does not work in the sandbox"
    if name not in RUNS:
        print("not installed:", name)
        continue
    folder = support.SOURCE_ROOT / "tests" / "languages" / name
    extension = Path(row["source"]).suffix
    program = next(p for p in (folder / f"sum{extension}", folder / f"all{extension}") if p.exists())
    got = execute(name, program.read_text(), stdin="sum\n40\n2\n")
    assert (got["status"], got["stdout"]) == ("ok", "42\n"), f"{name}: {got}"
    print("ok", name, row["version"])
for name, language, program, status, stdout in PECULIAR:
    if language in RUNS:
        got = execute(language, program, "--mem-mb", 1024)
        assert (got["status"], got["stdout"]) == (status, stdout), f"{language}: {name}: {got}"
        print("ok", language, name)
