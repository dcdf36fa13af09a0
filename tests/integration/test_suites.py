#!/usr/bin/env python3
"""Suites: files of tests in Python, and one small problem in every language whose suites run in the candidate's process.

usage: test_suites.py ASSAY [--all] [LANGUAGE...]

Each language has a right program, a wrong one, one that raises, and programs that try to pass without being right:
leaving early, writing to the channel, replacing what the suite compares with. None of these may be accepted. Without --all,
languages whose compilers take a second a program get two of the latter only. Many more of them, and further suites, stand in
suites_forged.py.
"""
import json
import sys
from pathlib import Path

import suites_forged
import support
from suite_files import FILES

FRAME = r'\x00\x00\x00\x0f{"kind":"done"}'

LANGUAGES = {
    "javascript": {
        "suite": "const testTwice = () => {\n  console.assert(twice(2) === 4)\n  console.assert(twice(-3) === -6)\n}\n\ntestTwice()\n",
        "good": "const twice = (x) => {\n  return 2 * x;\n}\n",
        "wrong": "const twice = (x) => x * x;\n",
        "raising": "const twice = (x) => null.length;\n",
        "syntax": "const twice = (x => ;\n",
        "forged": [
            "process.exit(0);\n",
            "const twice = (x) => { process.exit(0); };\n",
            "const twice = (x) => x;\nconsole.assert = () => {};\n",
            "console = { assert() {}, log() {} };\nconst twice = (x) => x;\n",
            "const console = { assert() {} };\nconst twice = (x) => x;\n",
            "const twice = (x) => x;\nprocess.on('exit', () => { process.exitCode = 0; });\n",
            "const twice = (x) => { process.emit('beforeExit', 0); process.reallyExit(0); };\n",
            "require('fs').writeSync(3, Buffer.from('" + FRAME + "', 'latin1'));\nconst twice = (x) => x;\n",
            "const twice = (x) => { require('fs').writeSync(3, Buffer.from('" + FRAME + "', 'latin1')); process.exit(0); };\n",
            "require('module')._load = () => new Proxy(() => {}, { get: () => () => {} });\nconst twice = (x) => x;\n",
            "const twice = (x) => x;\nprocess.removeAllListeners('uncaughtException');\nprocess.on('uncaughtException', () => {});\n",
            "const twice = (x) => ({ valueOf: () => 2 * x, toString: () => '' + 2 * x });\n",
            "const twice = (x) => x;\nrequire('vm').Script.prototype.runInThisContext = () => () => {};\n",
        ],
    },
    "java": {
        "prelude": "import java.util.*;\n",
        "suite": "public class Main {\n    public static void main(String[] args) {\n        Solution s = new Solution();\n"
                 "        List<Boolean> correct = Arrays.asList(s.twice(2) == 4, s.twice(-3) == -6);\n"
                 "        if (correct.contains(false)) {\n            throw new AssertionError();\n        }\n        assert s.twice(5) == 10;\n    }\n}\n",
        "good": "class Solution {\n    public int twice(int x) {\n        return 2 * x;\n    }\n}\n",
        "wrong": "class Solution {\n    public int twice(int x) {\n        return x == 5 ? 11 : 2 * x;\n    }\n}\n",
        "raising": "class Solution {\n    public int twice(int x) {\n        int[] none = new int[0];\n        return none[x];\n    }\n}\n",
        "syntax": "class Solution {\n    public int twice(int x) {\n        return 2 * y;\n    }\n}\n",
        "forged": [
            "class Solution {\n    public int twice(int x) {\n        System.exit(0);\n        return 1;\n    }\n}\n",
            "class Solution {\n    public int twice(int x) {\n        Runtime.getRuntime().halt(0);\n        return 1;\n    }\n}\n",
            "class Solution {\n    public int twice(int x) {\n        Thread.setDefaultUncaughtExceptionHandler((t, e) -> System.exit(0));\n        return x;\n    }\n}\n",
        ],
    },
    "cpp": {
        "suite": "#undef NDEBUG\n#include<assert.h>\nint main(){\n    assert (twice(2) == 4);\n    assert (twice(-3) == -6);\n}\n",
        "good": "#include <vector>\nusing namespace std;\nint twice(int x){\n    return 2 * x;\n}\nint main(){ return 3; }\n",
        "wrong": "int twice(int x){\n    return x * x;\n}\n",
        "raising": "#include <stdexcept>\nint twice(int x){\n    throw std::runtime_error(\"no\");\n}\n",
        "syntax": "int twice(int x){\n    return y;\n}\n",
        "forged": [
            "#include <stdlib.h>\nint twice(int x){ exit(0); }\n",
            "#include <unistd.h>\nint twice(int x){ _exit(0); }\n",
            "#include <stdlib.h>\nstatic int early = (exit(0), 1);\nint twice(int x){ return x; }\n",
            "int twice(int x){ return x; }\n#define assert(x)\n#define NDEBUG\n",
            "int twice(int x){ return x; }\n#define main unused(); int other\nvoid unused();\n",
            "int twice(int x){ return x; }\nextern \"C\" void __assert_fail(const char *, const char *, unsigned, const char *) noexcept { }\n",
            "#include <unistd.h>\nint twice(int x){ write(3, \"" + FRAME + "\", 19); _exit(0); }\n",
            "#include <unistd.h>\nstruct S { S() { write(3, \"" + FRAME + "\", 19); _exit(0); } } s;\nint twice(int x){ return x; }\n",
            "#include <signal.h>\n#include <unistd.h>\nstatic void quit(int) { _exit(0); }\nint twice(int x){ signal(SIGABRT, quit); return x; }\n",
        ],
    },
    "go": {
        "suite": "package main\n\nimport (\n    \"testing\"\n)\n\nfunc TestTwice(t *testing.T) {\n    if Twice(2) != 4 {\n        t.Errorf(\"no\")\n    }\n"
                 "    t.Run(\"more\", func(t *testing.T) {\n        if Twice(-3) != -6 {\n            t.Fatal(\"no\")\n        }\n    })\n}\n",
        "entry": "Twice",
        "good": "package main\n\nimport (\n    \"fmt\"\n    \"math\"\n)\n\nfunc Twice(x int) int {\n    return 2 * x\n}\n\nfunc main() {\n    fmt.Println(Twice(1))\n}\n",
        "wrong": "func Twice(x int) int {\n    return x * x\n}\n",
        "raising": "func Twice(x int) int {\n    var a []int\n    return a[x]\n}\n",
        "syntax": "func Twice(x int) int {\n    return y\n}\n",
        "forged": [
            "import \"os\"\n\nfunc Twice(x int) int {\n    os.Exit(0)\n    return x\n}\n",
            "import \"os\"\n\nfunc init() {\n    os.Exit(0)\n}\n\nfunc Twice(x int) int {\n    return x\n}\n",
            "import \"runtime\"\n\nfunc Twice(x int) int {\n    runtime.Goexit()\n    return x\n}\n",
            "import \"os\"\n\nfunc Twice(x int) int {\n    os.NewFile(3, \"c\").Write([]byte(\"" + FRAME + "\"))\n    os.Exit(0)\n    return x\n}\n",
        ],
    },
    "rust": {
        "suite": "\n#[cfg(test)]\nmod tests {\n    use super::*;\n\n    #[test]\n    fn test_twice() {\n        assert_eq!(twice(2), 4);\n        assert!(twice(-3) == -6);\n    }\n\n}\n",
        "good": "fn main(){}\n\nuse std::collections::HashMap;\n\nfn twice(x: i32) -> i32 {\n    2 * x\n}\n",
        "wrong": "fn twice(x: i32) -> i32 {\n    x * x\n}\n",
        "raising": "fn twice(x: i32) -> i32 {\n    let a: Vec<i32> = vec![];\n    a[x as usize]\n}\n",
        "syntax": "fn twice(x: i32) -> i32 {\n    y\n}\n",
        "forged": [
            "fn twice(x: i32) -> i32 {\n    std::process::exit(0)\n}\n",
            "macro_rules! assert_eq { ($($t:tt)*) => {} }\nmacro_rules! assert { ($($t:tt)*) => {} }\nfn twice(x: i32) -> i32 {\n    x\n}\n",
            "fn twice(x: i32) -> i32 {\n    std::panic::set_hook(Box::new(|_| std::process::exit(0)));\n    x\n}\n",
        ],
    },
    "ruby": {
        "needs": "ruby -e 'require %q(test/unit/testresult)'",
        "suite": "require 'test/unit'\nclass TestHumanEval < Test::Unit::TestCase\n  def test_twice\n    candidate = method(:twice)\n"
                 "    assert_equal(4, candidate.call(2))\n    assert_equal(-6, candidate.call(-3))\n  end\nend\n",
        "good": "def twice(x)\n  2 * x\nend\nputs twice(3)\n",
        "wrong": "def twice(x)\n  x * x\nend\n",
        "raising": "def twice(x)\n  x.nothing\nend\n",
        "syntax": "def twice(x)\n  2 *\n",
        "forged": [
            "exit\n",
            "exit!(0)\n",
            "def twice(x)\n  exit!(0)\nend\n",
            "def twice(x)\n  throw :done\nend\nat_exit { exit!(0) }\n",
            "def twice(x)\n  x\nend\nmodule Test\n  module Unit\n    module Assertions\n      def assert_equal(*) end\n    end\n  end\nend\n",
            "def twice(x)\n  IO.for_fd(3).syswrite(\"" + FRAME + "\")\n  exit!(0)\nend\n",
            "class Anything\n  def ==(other) = true\nend\ndef twice(x)\n  x\nend\nmodule Test; module Unit; class TestCase\n  def test_twice() end\nend; end; end\n",
        ],
    },
    "php": {
        "suite": "function candidate(...$args) {\n    return twice(...$args);\n}\n\nfunction test(): void {\n"
                 "    if (candidate(2) !== 4) { throw new Exception(\"Test failed!\"); }\n"
                 "    if (candidate(-3) !== -6) { throw new Exception(\"Test failed!\"); }\n}\n\ntest();\n",
        "good": "<?php\nfunction twice($x) {\n    return 2 * $x;\n}\necho twice(4);\n?>\n",
        "wrong": "<?php\nfunction twice($x) {\n    return $x * $x;\n}\n",
        "raising": "function twice($x) {\n    return intdiv($x, 0);\n}\n",
        "syntax": "<?php\nfunction twice($x {\n",
        "forged": [
            "<?php\nexit(0);\n",
            "<?php\nfunction twice($x) { exit(0); }\n",
            "<?php\nset_exception_handler(function () { exit(0); });\nfunction twice($x) { return $x; }\n",
            "<?php\nregister_shutdown_function(function () { fwrite(fopen('php://fd/3', 'w'), \"" + FRAME + "\"); });\nfunction twice($x) { return $x; }\n",
            "<?php\nfunction twice($x) { fwrite(fopen('php://fd/3', 'w'), \"" + FRAME + "\"); exit(0); }\n",
        ],
    },
    "lua": {
        "needs": "lua5.4 -e 'require(\"luaunit\")'",
        "suite": "lu = require('luaunit')\n\nfunction test_humaneval()\nlocal candidate = twice\n    lu.assertEquals(candidate(2), 4)\n"
                 "    lu.assertEquals(candidate(-3), -6)\nend\n\nos.exit(lu.LuaUnit.run())\n",
        "good": "local function twice(x)\n  return 2 * x\nend\nprint(twice(2))\n",
        "wrong": "local function twice(x)\n  return x * x\nend\n",
        "raising": "local function twice(x)\n  return x.y.z\nend\n",
        "syntax": "local function twice(x\n",
        "raising_word": "wrong_answer",  # luaunit counts errors among failures.
        "forged": [
            "os.exit(0)\n",
            "local function twice(x)\n  os.exit(true)\nend\n",
            "local lu = require('luaunit')\nlu.assertEquals = function() end\nlocal function twice(x) return x end\n",
            "local lu = require('luaunit')\nlu.LuaUnit.run = function() return 0 end\nlocal function twice(x) return x end\n",
            "package.loaded.luaunit = { assertEquals = function() end, LuaUnit = { run = function() return 0 end } }\nlocal function twice(x) return x end\n",
            "local function twice(x)\n  local p = io.popen('cat >&3', 'w')\n  p:write('" + FRAME + "')\n  p:close()\n  os.exit(0)\nend\n",
        ],
    },
    "perl": {
        "needs": "perl -MTest::Deep -e 1",
        "suite": "use Test::Deep;\n\nsub testhumaneval {\n    my $candidate = \\&twice;\n        if(eq_deeply($candidate->(2),4)) {\n        print \"ok!\" }else{\n"
                 "        exit 1;\n        }\n        if(eq_deeply($candidate->(-3),-6)) {\n        print \"ok!\" }else{\n        exit 1;\n        }\n}\n\ntesthumaneval();\n",
        "good": "sub twice {\n    my($x) = @_;\n    return 2 * $x;\n}\nprint twice(3);\n",
        "wrong": "sub twice {\n    my($x) = @_;\n    return $x * $x;\n}\n",
        "raising": "sub twice {\n    die 'no';\n}\n",
        "syntax": "sub twice {\n    my($x = @_;\n",
        "forged": ["exit 0;\n", "sub twice { exit 0; }\n", "use POSIX;\nsub twice { POSIX::_exit(0); }\n",
                   "sub twice { return 1 }\n$SIG{__DIE__} = sub { exit 0 };\n"],
    },
    "bash": {
        "suite": "\n\ncandidate() {\n    twice \"$@\"\n}\n\nset -e\nrun_test() {\n    [[ $(candidate \"2\") = \"4\" ]]\n    [[ $(candidate \"-3\") = \"-6\" ]]\n}\n\nrun_test\n",
        "good": "#!/bin/bash\n# $1 is a number\ntwice() {\n    echo $((2 * $1))\n}\n",
        "wrong": "twice() {\n    echo $(($1 * $1))\n}\n",
        "raising": "twice() {\n    return 1\n}\n",
        "raising_word": "wrong_answer",  # A status is all that a function has.
        "syntax": "twice() {\n    if\n",
        "forged": ["exit 0\n", "twice() { echo 1; }\ntrap 'exit 0' EXIT\n", "twice() { echo 1; }\ntrap 'exit 0' ERR\n",
                   "twice() { kill -9 $$; }\n"],
    },
    "r": {
        "suite": "test_humaneval <- function() {\n    candidate <- twice\n    stopifnot(isTRUE(all.equal(candidate(2), 4)))\n    stopifnot(isTRUE(all.equal(candidate(-3), -6)))\n}\ntest_humaneval()\n",
        "good": "twice <- function(x) {\n  2 * x\n}\nprint(twice(3))\n",
        "wrong": "twice <- function(x) {\n  x * x\n}\n",
        "raising": "twice <- function(x) {\n  stop('no')\n}\n",
        "syntax": "twice <- function(x) {\n",
        "forged": ["quit(save = 'no', status = 0)\n", "twice <- function(x) quit(save = 'no', status = 0)\n"],
    },
}


def problem(name, row):
    language = name.split("/")[0]
    p = {"id": name, "kind": "suite", "language": language, "entry": {"name": row.get("entry", "twice")},
         "statement": "Double.", "suite": row["suite"], "limits": {"cpu_ms": 20000}}
    if "prelude" in row:
        p["prelude"] = row["prelude"]
    return p


def check_files(assay, folder):
    """Suites apart from the candidate: unittest's and pytest's files, with a digit for every test."""
    problems, candidates, out = (Path(folder) / name for name in ("p.jsonl", "c.jsonl", "v.jsonl"))
    support.write_rows(problems, [{"id": name, "kind": "suite", "language": "python", "entry": {"name": entry},
                                   "statement": entry, "suite": suite} for name, entry, suite, _ in FILES])
    support.write_rows(candidates, [{"problem_id": name, "id": program, "code": row[0]} for name, _, _, programs in FILES
                                    for program, row in programs.items()])
    run = support.assay(assay, "verify", "--problems", problems, "--candidates", candidates, "--jobs", 2, "-o", out)
    assert run.returncode == 0, run.stderr
    verdicts = {(v["problem_id"], v["candidate_id"]): v for v in support.rows(out)}
    for name, _, _, programs in FILES:
        for program, (_, word, bits) in programs.items():
            got = verdicts[name, program]
            assert got["verdict"] == word and got["assurance"] == "separated", (name, program, got)
            assert bits in (None, got["pass_bits"]), (name, program, bits, got)
    measured = verdicts["measured", "tampers with measurements"]
    assert measured["cpu_ms"] >= 350, measured
    print(f"{len(FILES)} files of tests, {len(verdicts)} programs")


def table():
    """All suites with all their programs, in one form."""
    rows = {}
    for name, row in LANGUAGES.items():
        rows[name] = dict(row, honest=suites_forged.HONEST.get(name, []), forged=row["forged"] + suites_forged.FORGED.get(name, []))
    for name, row in suites_forged.MORE.items():
        rows[name] = dict(row, honest=row["good"], needs=LANGUAGES[name.split("/")[0]].get("needs"))
        del rows[name]["good"]
    return rows


def programs(row):
    each = {k: row[k] for k in ("good", "wrong", "raising", "syntax") if k in row}
    each.update({f"honest {i}": code for i, code in enumerate(row["honest"])})
    each.update({f"forged {i}": code for i, code in enumerate(row["forged"])})
    return each


def candidate(name, program_id, program):
    row = {"problem_id": name, "id": program_id, "language": name.split("/")[0]}
    return dict(row, **(program if isinstance(program, dict) else {"code": program}))


def check(name, row, verdicts):
    """Returns what came out otherwise."""
    expected = {"good": "accepted", "wrong": "wrong_answer", "raising": row.get("raising_word", "runtime_error"),
                "syntax": "compile_error"}
    failures = []
    for program_id, program in programs(row).items():
        got = verdicts[name, program_id]
        if program_id.startswith("forged"):
            is_right = got["verdict"] in ("wrong_answer", "runtime_error", "compile_error", "undecided", "time_limit")
        else:
            is_right = got["verdict"] == expected.get(program_id, "accepted") and got["assurance"] == "in_process"
        if not is_right:
            failures.append((name, program_id, program, got["verdict"], got.get("reason")))
    return failures


def main():
    assay, names = sys.argv[1], [a for a in sys.argv[2:] if a != "--all"]
    rows = table()
    if "--all" not in sys.argv and not names:
        for name in rows:
            if name.split("/")[0] in ("java", "cpp", "go", "rust"):
                del rows[name]["forged"][2:]
    wants_files = "--all" in sys.argv or not names
    names = [n for n in rows if not names or n in names or n.split("/")[0] in names]
    with support.scratch() as folder:
        if wants_files:
            check_files(assay, folder)
        problems, candidates = Path(folder) / "problems.jsonl", Path(folder) / "candidates.jsonl"
        out = Path(folder) / "verdicts.jsonl"
        tried = [n for n in names if support.has_tool(rows[n].get("needs"))]
        missing = [f"{n} ({rows[n]['needs']})" for n in names if n not in tried]
        support.write_rows(problems, [problem(n, rows[n]) for n in tried])
        all_of_them = [candidate(n, k, program) for n in tried for k, program in programs(rows[n]).items()]
        support.write_rows(candidates, all_of_them)
        run = support.assay(assay, "verify", "--problems", problems, "--candidates", candidates, "--jobs", 2, "-o", out,
                            timeout=900)
        assert run.returncode == 0, run.stderr
        verdicts = {(v["problem_id"], v["candidate_id"]): v for v in support.rows(out)}
    n_checked, failures = 0, []
    for n in tried:
        good = verdicts[n, "good" if "good" in rows[n] else "honest 0"]
        if good["verdict"] == "system_error" and ("no toolchain" in good["reason"] or "unknown language" in good["reason"]):
            missing.append(n)
            continue
        failures += check(n, rows[n], verdicts)
        n_checked += 1
    print(f"{n_checked} suites, {len(all_of_them)} programs; not here: {', '.join(missing) or 'none'}")
    for failure in failures:
        print("FAILED:", *failure)
    if n_checked == 0:
        support.skip("no toolchain of any language with suites in one process")
    sys.exit(1 if failures else 0)


main()
