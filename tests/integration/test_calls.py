#!/usr/bin/env python3
"""Call problems in every language with a driver: the same small set, and programs that try to be accepted.

usage: test_calls.py ASSAY [--all] [LANGUAGE...]

Without --all, languages whose compilers take a second a program get a few of them only.

PROBLEMS say what is called with what and what must come back; PROGRAMS have one function for each in every language.
A program is None where the language has no such thing. FORGED programs are tried on the first problem and must not pass.
"""
import json
import sys
from pathlib import Path

import support

NAN, INF = {"$float": "nan"}, {"$float": "inf"}

# name: tests as (args, expected), checker
PROBLEMS = {
    "twice": ([([2], 4), ([-3], -6), ([0], 0)], None),
    "half": ([([3.0], 1.5), ([-1.0], -0.5), ([1e-7], 5e-8)], None),
    "odd_floats": ([(["nan"], NAN), (["inf"], INF), (["-inf"], {"$float": "-inf"})], None),
    "big": ([([{"$int": "1000000000000000000000"}], {"$int": "2000000000000000000000"})], None),
    "greet": ([(["Zoë 🙂"], "<Zoë 🙂>"), ([""], "<>"), (["a\"\\\n\t\u0001"], "<a\"\\\n\t\u0001>")], None),
    "negate": ([([True], False), ([False], True)], None),
    "maybe": ([([1], None), ([2], 2)], None),
    "evens": ([([[1, 2, 3, 4]], [2, 4]), ([[]], []), ([[1]], [])], None),
    "nested": ([([[[1, 2], [3]]], [[3], [1, 2]])], None),
    "counts": ([([["a", "b", "a"]], {"a": 2, "b": 1}), ([[]], {})], None),
    "sort_it": ([([[3, 1, 2]], {"$arg0": [1, 2, 3]})], None),
    "third": ([([1.0], 1 / 3)], {"type": "float", "eps_abs": 1e-6}),
    "words": ([([["x", "y"], 2], ["x", "y", "x", "y"])], None),
    "fails": ([([1], {"$raises": None})], None),  # The exception's name is the language's own.
}

PROGRAMS = {
    "javascript": {
        "raises": "RangeError",
        "twice": "function twice(x) { return 2 * x; }",
        "half": "const half = (x) => x / 2;",
        "odd_floats": "const odd_floats = (s) => s === 'nan' ? NaN : s === 'inf' ? Infinity : -Infinity;",
        "big": "const big = (x) => 2n * x;",
        "greet": "module.exports = { greet: (s) => `<${s}>` };",
        "negate": "class Solution { negate(b) { return !b; } }",
        "maybe": "let maybe = (x) => { if (x === 2) return x; };",
        "evens": "function evens(a) { return a.filter((x) => x % 2 === 0); }",
        "nested": "function nested(a) { console.log('noise'); return a.reverse(); }",
        "counts": "function counts(a) { const m = new Map(); for (const x of a) m.set(x, (m.get(x) || 0) + 1); return m; }",
        "sort_it": "function sort_it(a) { a.sort((x, y) => x - y); }",
        "third": "function third(x) { return x / 3; }",
        "words": "function words(a, n) { let r = []; while (n--) r = r.concat(a); return r; }",
        "fails": "function fails(x) { throw new RangeError('no'); }",
    },
    "typescript": {
        "raises": "RangeError",
        "twice": "function twice(x: number): number { return 2 * x; }",
        "half": "const half = (x: number): number => x / 2;",
        "odd_floats": "const odd_floats = (s: string): number => s === 'nan' ? NaN : s === 'inf' ? Infinity : -Infinity;",
        "big": "const big = (x: bigint): bigint => 2n * x;",
        "greet": "export function greet(s: string): string { return `<${s}>`; }",
        "negate": "function negate(b: boolean): boolean { return !b; }",
        "maybe": "let maybe = (x: number): number | undefined => { if (x === 2) return x; return undefined; };",
        "evens": "function evens(a: number[]): number[] { return a.filter((x) => x % 2 === 0); }",
        "nested": "function nested(a: number[][]): number[][] { return a.reverse(); }",
        "counts": "function counts(a: string[]): Record<string, number> { const m: Record<string, number> = {}; for (const x of a) m[x] = (m[x] || 0) + 1; return m; }",
        "sort_it": "function sort_it(a: number[]): void { a.sort((x, y) => x - y); }",
        "third": "function third(x: number): number { return x / 3; }",
        "words": "function words(a: string[], n: number): string[] { let r: string[] = []; while (n--) r = r.concat(a); return r; }",
        "fails": "function fails(x: number): number { throw new RangeError('no'); }",
    },
    "java": {
        "raises": "IllegalArgumentException",
        "twice": "class Solution { int twice(int x) { return 2 * x; } }",
        "half": "class Solution { public static double half(double x) { return x / 2; } }",
        "odd_floats": "class Solution { double odd_floats(String s) { return s.equals(\"nan\") ? 0.0 / 0 : s.equals(\"inf\") ? 1.0 / 0 : -1.0 / 0; } }",
        "big": "import java.math.BigInteger;\nclass Solution { BigInteger big(BigInteger x) { return x.shiftLeft(1); } }",
        "greet": "public class Greeter { public String greet(String s) { return \"<\" + s + \">\"; } }",
        "negate": "class Solution { boolean negate(Boolean b) { return !b; } }",
        "maybe": "class Solution { Integer maybe(int x) { return x == 2 ? 2 : null; } }",
        "evens": "import java.util.*;\nimport java.util.stream.*;\nclass Solution { List<Integer> evens(List<Integer> a) { return a.stream().filter(x -> x % 2 == 0).collect(Collectors.toList()); } }",
        "nested": "class Solution { int[][] nested(int[][] a) { System.out.println(1); return new int[][] {a[1], a[0]}; } }",
        "counts": "import java.util.*;\nclass Solution { Map<String, Integer> counts(String[] a) { Map<String, Integer> m = new TreeMap<>(); for (String s : a) m.merge(s, 1, Integer::sum); return m; } }",
        "sort_it": "class Solution { void sort_it(int[] a) { java.util.Arrays.sort(a); } }",
        "third": "class Solution { float third(float x) { return x / 3; } }",
        "words": "import java.util.*;\npublic List<String> words(List<String> a, int n) { List<String> r = new ArrayList<>(); while (n-- > 0) r.addAll(a); return r; }",
        "fails": "class Solution { int fails(int x) { throw new IllegalArgumentException(\"no\"); } }",
    },
    "cpp": {
        "raises": "out_of_range",
        "twice": "int twice(int x) { return 2 * x; }\nint main() { return 1; }",
        "half": "double half(double x) { return x / 2; }",
        "odd_floats": "#include <string>\n#include <cmath>\ndouble odd_floats(const std::string &s) { return s == \"nan\" ? NAN : s == \"inf\" ? INFINITY : -INFINITY; }",
        "big": "__int128 big(__int128 x) { return 2 * x; }",
        "greet": "#include <bits/stdc++.h>\nusing namespace std;\nstring greet(string s) { return \"<\" + s + \">\"; }",
        "negate": "class Solution {\npublic:\n    bool negate(bool b) { return !b; }\n};",
        "maybe": "#include <optional>\nstd::optional<int> maybe(int x) { if (x == 2) return x; return std::nullopt; }",
        "evens": "#include <vector>\nusing namespace std;\nvector<int> evens(vector<int> &a) { vector<int> r; for (int x : a) if (x % 2 == 0) r.push_back(x); return r; }",
        "nested": "#include <vector>\n#include <algorithm>\n#include <iostream>\nstd::vector<std::vector<long long>> nested(std::vector<std::vector<long long>> a) { std::cout << 1; std::reverse(a.begin(), a.end()); return a; }",
        "counts": "#include <map>\n#include <string>\n#include <vector>\nstd::map<std::string, int> counts(const std::vector<std::string> &a) { std::map<std::string, int> m; for (auto &s : a) m[s]++; return m; }",
        "sort_it": "#include <algorithm>\n#include <vector>\nvoid sort_it(std::vector<int> &a) { std::sort(a.begin(), a.end()); }",
        "third": "float third(float x) { return x / 3; }",
        "words": "#include <string>\n#include <vector>\nstd::vector<std::string> words(std::vector<std::string> a, unsigned n) { std::vector<std::string> r; while (n--) r.insert(r.end(), a.begin(), a.end()); return r; }",
        "fails": "#include <vector>\nint fails(int x) { return std::vector<int>().at(x); }",
    },
    "go": {
        "raises": "runtime.Error",
        "twice": "package main\n\nimport \"fmt\"\n\nfunc twice(x int) int { return 2 * x }\n\nfunc main() { fmt.Println(twice(1)) }",
        "half": "func half(x float64) float64 { return x / 2 }",
        "odd_floats": "import \"math\"\n\nfunc odd_floats(s string) float64 {\n\tif s == \"nan\" {\n\t\treturn math.NaN()\n\t}\n\tif s == \"inf\" {\n\t\treturn math.Inf(1)\n\t}\n\treturn math.Inf(-1)\n}",
        "big": "import \"math/big\"\n\nfunc big_(x *big.Int) *big.Int { return x }\n\nfunc double(x *big.Int) *big.Int { return new(big.Int).Lsh(x, 1) }",
        "greet": "func greet(s string) string { return \"<\" + s + \">\" }",
        "negate": "func negate(b bool) bool { return !b }",
        "maybe": "func maybe(x int) *int {\n\tif x == 2 {\n\t\treturn &x\n\t}\n\treturn nil\n}",
        "evens": "func evens(a []int) []int {\n\tr := []int{}\n\tfor _, x := range a {\n\t\tif x%2 == 0 {\n\t\t\tr = append(r, x)\n\t\t}\n\t}\n\treturn r\n}",
        "nested": "import \"fmt\"\n\nfunc nested(a [][]int64) [][]int64 {\n\tfmt.Println(1)\n\treturn [][]int64{a[1], a[0]}\n}",
        "counts": "func counts(a []string) map[string]int {\n\tm := map[string]int{}\n\tfor _, s := range a {\n\t\tm[s]++\n\t}\n\treturn m\n}",
        "sort_it": "import \"sort\"\n\nfunc sort_it(a []int) { sort.Ints(a) }",
        "third": "func third(x float32) float32 { return x / 3 }",
        "words": "func words(a []string, n int) (r []string) {\n\tfor ; n > 0; n-- {\n\t\tr = append(r, a...)\n\t}\n\treturn\n}",
        "fails": "func fails(x int) int {\n\tvar a []int\n\treturn a[x]\n}",
    },
    "rust": {
        "raises": "panic",
        "twice": "fn twice(x: i32) -> i32 {\n    2 * x\n}\n\nfn main() {}",
        "half": "pub fn half(x: f64) -> f64 { x / 2.0 }",
        "odd_floats": "fn odd_floats(s: &str) -> f64 { match s { \"nan\" => f64::NAN, \"inf\" => f64::INFINITY, _ => -f64::INFINITY } }",
        "big": "fn big(x: i128) -> i128 { 2 * x }",
        "greet": "#![allow(unused)]\nfn greet<'a>(s: &'a String) -> String { format!(\"<{}>\", s) }",
        "negate": "impl Solution { pub fn negate(b: bool) -> bool { !b } }",
        "maybe": "fn maybe(x: i64) -> Option<i64> { if x == 2 { Some(x) } else { None } }",
        "evens": "fn evens(a: &[i32]) -> Vec<i32> { a.iter().copied().filter(|x| x % 2 == 0).collect() }",
        "nested": "fn nested(mut a: Vec<Vec<u8>>) -> Vec<Vec<u8>> { println!(\"1\"); a.reverse(); a }",
        "counts": "use std::collections::HashMap;\nfn counts(a: Vec<&str>) -> HashMap<String, usize> { let mut m = HashMap::new(); for s in a { *m.entry(s.to_string()).or_insert(0) += 1; } m }",
        "sort_it": "struct Solution;\nimpl Solution { pub fn sort_it(a: &mut Vec<i32>) { a.sort(); } }",
        "third": "fn third(x: f32) -> f32 { x / 3.0 }",
        "words": "fn words(a: Vec<String>, n: usize) -> Vec<String> { let mut r = vec![]; for _ in 0..n { r.extend(a.iter().cloned()); } r }",
        "fails": "fn fails(x: usize) -> i32 { let a: Vec<i32> = vec![]; a[x] }",
    },
    "ruby": {
        "raises": "ZeroDivisionError",
        "twice": "def twice(x)\n  2 * x\nend\nputs twice(1)",
        "half": "def half(x) = x / 2",
        "odd_floats": "def odd_floats(s) = { 'nan' => Float::NAN, 'inf' => Float::INFINITY, '-inf' => -Float::INFINITY }[s]",
        "big": "def big(x) = 2 * x",
        "greet": "def greet(s)\n  \"<#{s}>\"\nend",
        "negate": "class Solution\n  def negate(b) = !b\nend",
        "maybe": "def maybe(x) = x == 2 ? x : nil",
        "evens": "def evens(a) = a.select(&:even?)",
        "nested": "def nested(a)\n  puts 'noise'\n  a.reverse\nend",
        "counts": "def counts(a) = a.tally",
        "sort_it": "def sort_it(a)\n  a.sort!\nend",
        "third": "def third(x) = x / 3",
        "words": "def words(a, n) = a * n",
        "fails": "def fails(x) = x / 0",
    },
    "php": {
        "raises": "DivisionByZeroError",
        "twice": "<?php\nfunction twice(int $x): int { return 2 * $x; }\necho twice(1);\n",
        "half": "function half($x) { return $x / 2; }",
        "odd_floats": "<?php\nfunction odd_floats($s) { return ['nan' => NAN, 'inf' => INF, '-inf' => -INF][$s]; }",
        "big": None,
        "greet": "<?php\nfunction greet($s) { return \"<$s>\"; }",
        "negate": "<?php\nclass Solution {\n    function negate($b) { return !$b; }\n}",
        "maybe": "<?php\nfunction maybe($x) { if ($x === 2) return 2; }",
        "evens": "<?php\nfunction evens($a) { return array_values(array_filter($a, fn($x) => $x % 2 === 0)); }",
        "nested": "<?php\nfunction nested($a) { echo 'noise'; return array_reverse($a); }",
        "counts": "<?php\nfunction counts($a) { return array_count_values($a); }",
        "sort_it": "<?php\nfunction sort_it(&$a) { sort($a); }",
        "third": "<?php\n$third = fn($x) => $x / 3;",
        "words": "<?php\nfunction words($a, $n) { $r = []; while ($n--) $r = array_merge($r, $a); return $r; }",
        "fails": "<?php\nfunction fails($x) { return intdiv($x, 0); }",
    },
    "lua": {
        "raises": "error",
        "twice": "local function twice(x)\n  return 2 * x\nend\nprint(twice(1))",
        "half": "function half(x) return x / 2 end",
        "odd_floats": "function odd_floats(s) return s == 'nan' and 0 / 0 or s == 'inf' and math.huge or -math.huge end",
        "big": None,
        "greet": "local M = {}\nfunction M.greet(s) return '<' .. s .. '>' end\nreturn M",
        "negate": "function negate(b) return not b end",
        "maybe": "function maybe(x) if x == 2 then return x end end",
        "evens": "function evens(a) local r = {} for _, x in ipairs(a) do if x % 2 == 0 then r[#r + 1] = x end end return r end",
        "nested": "function nested(a) print('noise') return { a[2], a[1] } end",
        "counts": "function counts(a) local m = {} for _, x in ipairs(a) do m[x] = (m[x] or 0) + 1 end return m end",
        "sort_it": "function sort_it(a) table.sort(a) end",
        "third": "function third(x) return x / 3 end",
        "words": "function words(a, n) local r = {} for _ = 1, n do for _, x in ipairs(a) do r[#r + 1] = x end end return r end",
        "fails": "function fails(x) error('no') end",
    },
}

# Go's function must have the problem's name, which is that of a package it needs.
PROGRAMS["go"]["big"] = "import b \"math/big\"\n\nfunc big(x *b.Int) *b.Int { return new(b.Int).Lsh(x, 1) }"

# Every program is compiled by itself, so the slow compilers get fewer where time matters.
COMPILED = ("typescript", "java", "cpp", "go", "rust")
BRIEF = ("twice", "counts", "sort_it", "fails")

VALUE = '{\\"nonce\\":\\"0\\",\\"kind\\":\\"value\\",\\"value\\":4}'

# What must not pass on "twice"; the words that each may get.
FORGED = {
    "javascript": [
        "process.exit(0);",
        "function twice(x) { process.exit(0); }",
        "function twice(x) { return { valueOf: () => 2 * x, toJSON: () => 2 * x }; }",
        "function twice(x) { return new Proxy({}, { get: () => 2 * x }); }",
        "class Four extends Number {}\nfunction twice(x) { return new Four(2 * x); }",
        "function twice(x) { require('fs').writeSync(3, 'x'); return 2 * x; }",
        "JSON.stringify = () => '4';\nArray.prototype.join = () => '4';\nfunction twice(x) { return '4'; }",
        "async function twice(x) { return 2 * x; }",
        "function* twice(x) { yield 2 * x; }",
        "function other(x) { return 2 * x; }",
        "function twice(x) { return 2 * x",
    ],
    "typescript": [
        "function twice(x: number): number { process.exit(0); return 1; }",
        "function twice(x: number): any { return { valueOf: () => 2 * x }; }",
        "function twice(x: number): number { return ; }x",
    ],
    "java": [
        "class Solution { int twice(int x) { System.exit(0); return 4; } }",
        "class Solution { int twice(int x) { Runtime.getRuntime().halt(0); return 4; } }",
        "class Solution { Object twice(int x) { return new Object() { public boolean equals(Object o) { return true; } public String toString() { return \"4\"; } }; } }",
        "import java.util.*;\nclass Solution { Object twice(int x) { return new AbstractList<Integer>() { public Integer get(int i) { return 4; } public int size() { return 1; } }; } }",
        "class Solution { static { System.exit(0); } int twice(int x) { return 4; } }",
        "class Solution { int thrice(int x) { return 4; } }",
    ],
    "cpp": [
        "#include <cstdlib>\nint twice(int x) { exit(0); }",
        "#include <cstdlib>\nint early = (exit(0), 1);\nint twice(int x) { return 2 * x; }",
        "#include <unistd.h>\nint twice(int x) { write(3, \"\\0\\0\\0\\1{\", 5); return 2 * x; }",
        "int thrice(int x) { return 2 * x; }",
        "#include <cstdio>\nint twice(int x) { printf(\"" + VALUE + "\\n\"); fflush(stdout); __builtin_trap(); }",
    ],
    "go": [
        "import \"os\"\n\nfunc twice(x int) int {\n\tos.Exit(0)\n\treturn 4\n}",
        "import \"syscall\"\n\nfunc twice(x int) int {\n\tsyscall.Write(3, []byte(\"x\"))\n\treturn 2 * x\n}",
        "type four int\n\nfunc twice(x int) interface{} { return func() int { return 2 * x } }",
        "func thrice(x int) int { return 4 }",
    ],
    "rust": [
        "fn twice(x: i32) -> i32 { std::process::exit(0) }",
        "fn thrice(x: i32) -> i32 { 4 }",
        "use std::io::Write;\nfn twice(x: i32) -> i32 { use std::os::unix::io::FromRawFd; let mut f = unsafe { std::fs::File::from_raw_fd(3) }; f.write_all(b\"x\"); 2 * x }",
    ],
    "ruby": [
        "exit!(0)", "def twice(x)\n  exit\nend",
        "class Four\n  def ==(o) = true\n  def to_s = '4'\nend\ndef twice(x) = Four.new",
        "class Integer\n  def to_s(*) = '4'\nend\ndef twice(x) = 9",
        "class List < Array; end\ndef twice(x) = List.new([2 * x])",
        "def twice(x)\n  IO.for_fd(3).syswrite('x')\n  2 * x\nend",
    ],
    "php": [
        "<?php exit(0);", "<?php function twice($x) { exit(0); }",
        "<?php class Four { function __toString() { return '4'; } }\nfunction twice($x) { return new Four(); }",
        "<?php function twice($x) { fwrite(fopen('php://fd/3', 'w'), 'x'); return 2 * $x; }",
        "<?php function twice($x) { return 2.0 * $x; }",
    ],
    "lua": [
        "os.exit(0)", "function twice(x) os.exit(true) end",
        "function twice(x) return setmetatable({}, { __eq = function() return true end, __tostring = function() return '4' end }) end",
        "function twice(x) io.popen('cat >&3', 'w'):write('x') return 2 * x end",
        "tostring = function() return '4' end\nstring.format = tostring\nfunction twice(x) return 9 end",
    ],
}


def problem(language, name):
    tests, checker = PROBLEMS[name]
    raises = PROGRAMS[language]["raises"]
    rows = [{"args": args, "expected": {"$raises": raises} if expected == {"$raises": None} else expected}
            for args, expected in tests]
    row = {"id": f"{language}/{name}", "kind": "call", "language": language, "entry": {"name": name}, "statement": "-",
           "tests": rows, "limits": {"cpu_ms": 20000}}
    if checker:
        row["checker"] = checker
    return row


def run(assay, languages, is_brief):
    problems, candidates = [], []
    for language in languages:
        shortens = is_brief and language in COMPILED
        for name in PROBLEMS:
            if PROGRAMS[language][name] is None or (shortens and name not in BRIEF):
                continue
            problems.append(problem(language, name))
            candidates.append({"problem_id": f"{language}/{name}", "id": "good", "code": PROGRAMS[language][name]})
        candidates.append({"problem_id": f"{language}/twice", "id": "wrong", "code":
                           PROGRAMS[language]["twice"].replace("2 * ", "3 * ")})
        candidates += [{"problem_id": f"{language}/twice", "id": f"forged {i}", "code": code}
                       for i, code in enumerate(FORGED[language][:2] if shortens else FORGED[language])]
    with support.scratch() as folder:
        folder = Path(folder)
        support.write_rows(folder / "problems.jsonl", problems)
        support.write_rows(folder / "candidates.jsonl", candidates)
        run = support.assay(assay, "verify", "--problems", folder / "problems.jsonl", "--candidates",
                            folder / "candidates.jsonl", "--jobs", 2, "-o", folder / "v.jsonl", timeout=900)
        assert run.returncode == 0, run.stderr
        return candidates, support.rows(folder / "v.jsonl")


def main():
    names = [a for a in sys.argv[2:] if a != "--all"]
    languages = names or list(PROGRAMS)
    candidates, verdicts = run(sys.argv[1], languages, "--all" not in sys.argv and not names)
    missing = {v["problem_id"].split("/")[0] for v in verdicts
               if v["verdict"] == "system_error" and ("toolchain" in v["reason"] or "unknown language" in v["reason"])}
    failures = []
    for c, v in zip(candidates, verdicts):
        language = c["problem_id"].split("/")[0]
        if language in missing:
            continue
        if c["id"] == "good":
            is_right = v["verdict"] == "accepted" and v["assurance"] == "separated"
        elif c["id"] == "wrong":
            is_right = v["verdict"] == "wrong_answer" and v["pass_bits"] == "001"
        else:
            is_right = v["verdict"] in ("wrong_answer", "runtime_error", "compile_error")
        if not is_right:
            failures.append((c["problem_id"], c["id"], c["code"], v["verdict"], v.get("reason")))
    for failure in failures:
        print(*failure, sep="\n  ")
    assert not failures, f"{len(failures)} of {len(candidates)}"
    print(f"{len(verdicts)} programs; no toolchain: {', '.join(sorted(missing)) or 'none'}")
    if len(missing) == len(languages):
        support.skip("no toolchain for any language with a driver")


main()
