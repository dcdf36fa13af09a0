# SPDX-License-Identifier: Apache-2.0
"""Files of tests in Python, as projects have them, each with programs and what must come of them.

A row is (name, suite, {program: (code, word, pass bits or None)}).
"""

ACCOUNT = '''class AccountError(Exception):
    pass


class TooLittle(AccountError):
    pass


class Account:
    def __init__(self, owner, balance=0):
        self.owner, self.balance, self.moves = owner, balance, []

    def deposit(self, amount):
        if amount <= 0:
            raise ValueError("nothing to deposit")
        self.balance += amount
        self.moves.append(amount)
        return self.balance

    def withdraw(self, amount):
        if amount > self.balance:
            raise TooLittle("%d is missing" % (amount - self.balance))
        self.balance -= amount
        self.moves.append(-amount)
        return self.balance

    def __len__(self):
        return len(self.moves)

    def __iter__(self):
        return iter(self.moves)

    def __contains__(self, amount):
        return amount in self.moves

    def __getitem__(self, i):
        return self.moves[i]

    def __str__(self):
        return "%s: %d" % (self.owner, self.balance)


def total(accounts):
    return sum(a.balance for a in accounts)
'''

UNITTEST = '''import unittest
from bank.account import Account, AccountError, TooLittle, total


class AccountTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.start = 10

    def setUp(self):
        self.account = Account("Ada", self.start)

    def tearDown(self):
        self.assertGreaterEqual(self.account.balance, 0)

    def test_deposit(self):
        self.assertEqual(self.account.deposit(5), 15)
        self.assertEqual(self.account.balance, 15)
        self.assertIsInstance(self.account, Account)

    def test_errors(self):
        with self.assertRaises(ValueError):
            self.account.deposit(0)
        with self.assertRaises(AccountError) as context:
            self.account.withdraw(11)
        self.assertEqual(str(context.exception), "1 is missing")
        self.assertRaisesRegex(TooLittle, "^2 is", self.account.withdraw, 12)

    def test_moves(self):
        for n in (1, 2):
            with self.subTest(n=n):
                self.account.deposit(n)
                self.assertEqual(len(self.account), n)
        self.assertEqual(list(self.account), [1, 2])
        self.assertIn(2, self.account)
        self.assertEqual(self.account[0], 1)
        self.assertTrue(self.account)

    def test_text(self):
        self.assertEqual(str(self.account), "Ada: 10")

    @unittest.skip("not yet")
    def test_interest(self):
        self.fail()

    @unittest.expectedFailure
    def test_debts(self):
        self.account.withdraw(100)


class TotalTest(unittest.TestCase):
    def test_total(self):
        self.assertEqual(total([Account("a", 1), Account("b", 2)]), 3)
        self.assertAlmostEqual(total([Account("a", 0.1), Account("b", 0.2)]), 0.3)


if __name__ == "__main__":
    unittest.main()
'''

SCALE = '''def scale(values, factor=2):
    """Each value times the factor."""
    if factor == 0:
        raise ZeroDivisionError("factor is 0")
    return [v * factor for v in values]


def sort_in_place(values):
    values.sort()


calls = 0


def count():
    global calls
    calls += 1
    return calls
'''

PYTEST = '''import math
import pytest
import solution
from solution import scale, sort_in_place

pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.fixture(scope="module")
def base():
    return [1, 2]


@pytest.fixture
def values(base):
    made = list(base)
    yield made
    made.clear()


@pytest.fixture(params=[2, pytest.param(3)])
def factor(request):
    return request.param


@pytest.fixture(autouse=True)
def ready():
    assert callable(scale)


@pytest.mark.parametrize("given, wanted", [([], []), ([1], [2]), pytest.param([3], [6], id="three")])
def test_cases(given, wanted):
    assert scale(given) == wanted


@pytest.mark.parametrize("a", [1, 2])
@pytest.mark.parametrize("b", [3, 4])
def test_grid(a, b):
    assert scale([a], factor=b) == [a * b]


def test_fixture(values, factor):
    assert scale(values, factor) == [factor, 2 * factor]


def test_near():
    assert scale([0.1, 0.2], 3) == pytest.approx([0.3, 0.6])
    assert scale([math.pi])[0] == pytest.approx(6.283, abs=1e-3)
    assert scale([1.0])[0] != pytest.approx(2.1)


def test_raises():
    with pytest.raises(ZeroDivisionError, match="factor"):
        scale([1], 0)
    with pytest.raises(TypeError):
        scale(None)


class TestInPlace:
    def setup_method(self):
        self.values = [3, 1, 2]

    def test_sorts(self):
        assert sort_in_place(self.values) is None
        assert self.values == [1, 2, 3]

    @pytest.mark.skipif(True, reason="never")
    def test_never(self):
        assert False


def test_state():
    first = solution.count()
    assert solution.count() == first + 1


@pytest.mark.xfail
def test_one_day():
    assert scale("a") == "aa"
'''

LEAVING = "import os\n%s\ndef leave(*a, **k): os._exit(0)\nscale = sort_in_place = count = leave\n" % SCALE
EQUAL = ("class Yes:\n    def __eq__(self, other): return True\n    def __bool__(self): return True\n"
         "    def __len__(self): return 2\n    def __getitem__(self, i): return Yes()\n    def __sub__(self, o): return 0\n"
         "    __radd__ = __rsub__ = __sub__\n")

# At its end a program may say what it likes about the time it took: it is measured from outside.
MEASURED = """import atexit, os, resource, time
while time.process_time() < 0.4:
    pass
time.process_time = os.times = resource.getrusage = lambda *a: 0
def tamper():
    for name in ("display_runtime.txt", "time.txt", "cpu.stat", "result.json"):
        with open(name, "w") as file:
            file.write("0")
tamper()
atexit.register(tamper)
def scale(values, factor=2):
    return [v * factor for v in values]
"""

FILES = [
    ("unittest", "Account", UNITTEST, {
        "good": (ACCOUNT, "accepted", "11111"),
        "wrong": (ACCOUNT.replace("self.balance += amount", "self.balance += 2 * amount"), "wrong_answer", "01111"),
        "other error": (ACCOUNT.replace("raise TooLittle(", "raise KeyError("), "runtime_error", "10111"),
        "other message": (ACCOUNT.replace("is missing", "too few"), "wrong_answer", "10111"),
        "forgets": (ACCOUNT.replace("self.moves.append(amount)", "pass"), "wrong_answer", "11011"),
        "lies about its length": (ACCOUNT.replace("return len(self.moves)", "return 7"), "wrong_answer", "11011"),
        "raises": (ACCOUNT.replace("return sum(", "return 1 // 0 + sum("), "runtime_error", "11110"),
        "no class": ("def total(accounts): return 3\n", "runtime_error", "00000"),
        "no function": (ACCOUNT.replace("def total", "def totals"), "wrong_answer", "00000"),
        "no program": ("class Account\n", "compile_error", "00000"),
        "leaves": ("import os\nos._exit(0)\n", "runtime_error", "00000"),
        "skips": (ACCOUNT + "import unittest\ndef total(a): raise unittest.SkipTest('not today')\n", "runtime_error", "11110"),
        "stops": (ACCOUNT + "import unittest.case\ndef total(a): raise unittest.case._ShouldStop()\n", "runtime_error", "11110"),
        "patches unittest": (ACCOUNT.replace("return sum(", "return 1 + sum(") +
                             "import unittest\nunittest.TestCase.assertEqual = lambda *a: None\nunittest.TestCase.run = lambda *a: None\n",
                             "wrong_answer", "11110"),
    }),
    ("pytest", "scale", PYTEST, {
        "good": (SCALE, "accepted", "1" * 13),
        "wrong": (SCALE.replace("v * factor", "v + v"), "wrong_answer", "1110000100111"),
        "returns a copy": (SCALE.replace("values.sort()", "return sorted(values)"), "wrong_answer", "1" * 11 + "01"),
        "other message": (SCALE.replace("factor is", "it is"), "wrong_answer", "1" * 10 + "011"),
        "forgets state": (SCALE.replace("calls += 1", "calls = 1"), "wrong_answer", "1" * 12 + "0"),
        "leaves": (LEAVING, "runtime_error", "0" * 13),
        "exits": (SCALE + "import sys\ndef scale(*a, **k): sys.exit(0)\n", "runtime_error", None),
        "equals everything": (SCALE + EQUAL + "def scale(*a, **k): return Yes()\n", "wrong_answer", None),
        "a class that equals everything": (SCALE + EQUAL + "class scale(Yes):\n    def __init__(self, *a, **k): pass\n", "wrong_answer", None),
        "exits in a handler": (SCALE.replace("v * factor", "v") + "import atexit, os\natexit.register(lambda: os._exit(0))\n", "wrong_answer", None),
        "patches pytest": (SCALE.replace("v * factor", "v") + "import sys, types\nsys.modules['pytest'] = types.ModuleType('pytest')\n"
                           "import builtins\nbuiltins.AssertionError = type('A', (Exception,), {})\n", "wrong_answer", None),
        "raises what skips": (SCALE + "class _Skipped(Exception): pass\ndef scale(*a, **k): raise _Skipped\n", "runtime_error", None),
        "no program": ("def scale(:\n", "compile_error", "0" * 13),
    }),
    ("measured", "scale", "assert scale([1]) == [2]\n", {"tampers with measurements": (MEASURED, "accepted", "1")}),
    # A script that calls its tests itself: its asserts are the tests, as ever.
    ("script", "scale", "from solution import scale\ndef test_one():\n    assert scale([1]) == [2]\n    assert scale([]) == []\ntest_one()\n", {
        "good": (SCALE, "accepted", "11"),
        "wrong": (SCALE.replace("v * factor", "v"), "wrong_answer", "00"),
    }),
    ("bare", "scale", "def test_one():\n    assert scale([1]) == [2]\nassert scale([2]) == [4]\n", {
        "good": (SCALE, "accepted", "11"),
        "wrong": (SCALE.replace("v * factor", "v or 1"), "wrong_answer", "00"),
    }),
    # What reaches into a process that the candidate is not in, or is not here, is no verdict on the candidate.
    *((what, "scale", "import pytest\nfrom solution import scale\n%s    assert scale([1]) == [2]\n" % head, {"good": (SCALE, "undecided", None)})
      for what, head in (("mock", "from unittest.mock import patch\ndef test_one():\n"),
                         ("capsys", "def test_one(capsys):\n"),
                         ("warns", "def test_one():\n    with pytest.warns(UserWarning): pass\n"),
                         ("replaces a global", "import solution\ndef test_one():\n    solution.calls = 7\n"),
                         ("skips itself", "def test_two():\n    pytest.skip('no')\ndef test_one():\n"),
                         ("asynchronous", "async def test_two(): pass\ndef test_one():\n"))),
    ("compares objects", "Account", "def test_one():\n    assert Account('a') == Account('a')\n", {"good": (ACCOUNT, "undecided", None)}),
    ("tests nothing", "scale", "def test_one():\n    assert 1 == len([1])\n", {"good": (SCALE, "undecided", "1")}),
]
