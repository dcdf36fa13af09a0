# SPDX-License-Identifier: Apache-2.0
"""Files of tests: unittest's cases and pytest's functions, run in the suite's process against the candidate.

unittest is Python's own. What suites use of pytest is here: test functions and classes, fixtures, parametrize, raises,
approx, skip, xfail and fail. So a file gets the same verdict whether pytest is installed or not. What is not here, and what would reach
into a process that the candidate is not in (mock, capsys, monkeypatch, tmp_path), makes the suite undecided.

Executed by the suite's driver in a copy of its own names, when a suite is such a file. One test is one bit.
"""
import itertools
import types

CANDIDATE_NAMES = {"candidate", "solution", "solutions", "main", "answer", "submission", "program", "task", "target",
                   "module", "implementation", "impl", "your_module", "my_module", "your_solution", "my_solution"}


def lacks(what):
    """The suite needs something that is not here; whatever fails from now on says nothing about the candidate."""
    LINK.lacking = LINK.lacking or what


# --- Imports ---

class _CandidateModule(types.ModuleType):
    """Stands for the candidate's module where a suite imports it; `import *` needs no names, they are found anyway."""

    def __getattr__(self, name):
        if name == "__all__":
            return []
        if name.startswith("__"):
            raise AttributeError(name)
        found, value = LINK.find(name)
        if not found:
            raise AttributeError("the candidate has no " + name)
        return value

    def __setattr__(self, name, value):
        if not name.startswith("__") and not isinstance(value, _CandidateModule):
            lacks("to replace a global of the candidate's")
        super().__setattr__(name, value)


class _Finder:
    """First of all finders: the candidate's module under the names that the file has for it."""

    def __init__(self, names):
        self.names = names

    def find_spec(self, name, path=None, target=None):
        if name in ("unittest.mock", "mock"):
            lacks(name)
            raise ImportError(name)
        if name in self.names:
            spec = type(sys.__spec__)(name, self)
            spec.submodule_search_locations = []
            return spec
        return None

    def create_module(self, spec):
        return _CandidateModule(spec.name)

    def exec_module(self, module):
        pass


def take_imports(tree, entry):
    """Makes the candidate's module importable: by the usual names, and by the one that the entry point is taken from."""
    names = set(CANDIDATE_NAMES)
    for node in tree.body:
        if not isinstance(node, _ast.ImportFrom) or not node.module:
            continue
        node.level = 0
        parts = node.module.split(".")
        if parts[0] in CANDIDATE_NAMES or any(alias.name == entry for alias in node.names):
            names.update(".".join(parts[:i + 1]) for i in range(len(parts)))
    names = {name for name in names if name.split(".")[0] not in sys.stdlib_module_names}
    sys.meta_path.insert(0, _Finder(names))


# --- Objects of the candidate's classes ---

def _ask_special(handle, name, *args):
    method = LINK.value(LINK.ask("get", '"ref":%d,"attribute":%s' % (
        object.__getattribute__(handle, "_number"), _quote(name))))
    return _as_instance(method(*args))


def _as_instance(value):
    if type(value) is not Handle:
        return value
    number = object.__getattribute__(value, "_number")
    LINK.handles[number] = _Instance(number)
    return LINK.handles[number]


class _Class(Handle):
    """A global that is called like a class: what it makes was asked for as an object."""

    __slots__ = ()

    def __call__(self, /, *args, **kwargs):
        return _as_instance(Handle.__call__(self, *args, **kwargs))

    def __instancecheck__(self, value):
        if not isinstance(value, Handle):
            return False
        mro = LINK.value(LINK.ask("get", '"ref":%d,"attribute":"__class__"' % object.__getattribute__(value, "_number")))
        return any(c is self for c in LINK.value(LINK.ask("get", '"ref":%d,"attribute":"__mro__"' % (
            object.__getattribute__(mro, "_number")))))


def _forward(name):
    def method(self, *args):
        return _ask_special(self, name, *args)
    return method


class _Instance(Handle):
    """
    An object that the suite made itself: its operators are what is tested, so they are its class's. It still equals nothing
    but itself; where a suite has two objects compared, nobody here knows.
    """

    __slots__ = ()
    __hash__ = object.__hash__
    for _name in ("len", "getitem", "setitem", "delitem", "contains", "str", "repr", "enter", "next", "int", "float", "abs",
                  "add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "neg", "lt", "le", "gt", "ge"):
        locals()["__%s__" % _name] = _forward("__%s__" % _name)
    del _name

    def __exit__(self, *error):
        return _ask_special(self, "__exit__", None, None, None) if error[0] is None else None

    def __iter__(self):
        iterator = _ask_special(self, "__iter__")
        while True:
            try:
                value = _ask_special(iterator, "__next__")
            except RuntimeError as error:
                if error is LINK.raised and LINK.has_stopped:
                    return
                raise
            yield value

    def __bool__(self):
        for name in ("__bool__", "__len__"):
            try:
                return bool(_ask_special(self, name))
            except AttributeError:
                pass
        return True

    def __eq__(self, other):
        if isinstance(other, Handle) and other is not self:
            lacks("a comparison of two objects of the candidate's")
        return other is self


def name_handle(name, handle):
    """By the names that Python's classes have."""
    if type(handle) is not Handle or not name[:1].isupper():
        return handle
    number = object.__getattribute__(handle, "_number")
    LINK.handles[number] = _Class(number)
    return LINK.handles[number]


# --- pytest ---

class _Skipped(Exception):
    pass


class _Failed(AssertionError):
    pass


class _Mark:
    def __init__(self, name, args=(), kwargs=None):
        self.name, self.args, self.kwargs = name, args, kwargs or {}

    def __call__(self, *args, **kwargs):
        is_decoration = len(args) == 1 and not kwargs and not self.args and (
            isinstance(args[0], type) or type(args[0]) is types.FunctionType) and self.name != "parametrize"
        if not is_decoration:
            if self.args or self.kwargs:
                return self._put_on(args[0])
            return _Mark(self.name, args, kwargs)
        return self._put_on(args[0])

    def _put_on(self, thing):
        own = vars(thing).get("pytestmark", [])
        thing.pytestmark = [*(own if isinstance(own, list) else [own]), self]
        return thing


class _Marks:
    def __getattr__(self, name):
        return _Mark(name)


class _Param:
    def __init__(self, values, marks):
        self.values, self.marks = values, marks


def _param(*values, marks=(), id=None):
    return _Param(values, list(marks) if isinstance(marks, (list, tuple)) else [marks])


class _ExceptionInfo:
    type = value = tb = None

    def match(self, pattern):
        import re
        if not re.search(pattern, str(self.value)):
            raise _Failed("%r does not match %r" % (str(self.value), pattern))
        return True


class _Raises:
    def __init__(self, expected, match):
        self.expected, self.pattern, self.info = expected, match, _ExceptionInfo()

    def __enter__(self):
        return self.info

    def __exit__(self, kind, value, tb):
        if kind is None:
            raise _Failed("nothing was raised, expected %s" % (self.expected,))
        if issubclass(kind, _Gone) or not issubclass(kind, self.expected):
            return False
        self.info.type, self.info.value, self.info.tb = kind, value, tb
        if self.pattern is not None:
            self.info.match(self.pattern)
        return True


def _raises(expected, *args, match=None, **kwargs):
    if not args:
        return _Raises(expected, match)
    with _Raises(expected, match) as info:
        args[0](*args[1:], **kwargs)
    return info


class _Approx:
    """Equal within max(rel x |expected|, abs); element by element for lists, tuples and dicts."""

    __hash__ = None

    def __init__(self, expected, rel=None, abs=None, nan_ok=False):
        self.expected, self.rel, self.abs, self.nan_ok = expected, rel, abs, nan_ok

    def __repr__(self):
        return "approx(%r)" % (self.expected,)

    def __eq__(self, actual):
        expected = self.expected
        if isinstance(expected, dict):
            return isinstance(actual, dict) and expected.keys() == actual.keys() and all(
                self._is_near(actual[key], value) for key, value in expected.items())
        if isinstance(expected, (list, tuple)):
            return isinstance(actual, (list, tuple)) and len(actual) == len(expected) and all(
                map(self._is_near, actual, expected))
        return self._is_near(actual, expected)

    def _is_near(self, actual, expected):
        if isinstance(actual, Handle):
            return False
        if isinstance(expected, bool) or not isinstance(expected, (int, float, complex)) or not isinstance(
                actual, (int, float, complex)):
            return actual == expected if _is_plain(expected) else self._is_near_decimal(actual, expected)
        if actual == expected:
            return True
        if actual != actual or expected != expected:
            return self.nan_ok and actual != actual and expected != expected
        if abs(expected) == float("inf") or abs(actual) == float("inf"):
            return False
        return abs(actual - expected) <= self._tolerance(abs(expected))

    def _is_near_decimal(self, actual, expected):
        try:
            return abs(actual - expected) <= type(expected)(self._tolerance(float(abs(expected))))
        except TypeError:
            return actual == expected

    def _tolerance(self, size):
        absolute = 1e-12 if self.abs is None else self.abs
        if self.rel is None and self.abs is not None:
            return absolute
        return max(absolute, (1e-6 if self.rel is None else self.rel) * size)


def _is_plain(value):
    return value is None or isinstance(value, (bool, int, float, complex, str, bytes, list, tuple, dict, set, frozenset))


class _Fixture:
    def __init__(self, function, scope, params, autouse, name):
        self.function, self.scope, self.params, self.autouse = function, scope, params, autouse
        self.name = name or function.__name__


def _fixture(function=None, *, scope="function", params=None, autouse=False, ids=None, name=None):
    if function is not None:
        return _Fixture(function, scope, params, autouse, name)
    return lambda f: _Fixture(f, scope, params, autouse, name)


def _skip(reason="", **_):
    raise _Skipped(reason)


def _fail(reason="", pytrace=True, **_):
    raise _Failed(reason)


def _importorskip(name, *_, **__):
    try:
        return __import__(name, fromlist=["_"])
    except ImportError:
        raise _Skipped("no module " + name) from None


def _pytest_module():
    module = types.ModuleType("pytest")

    def lacking(name):
        if not name.startswith("__"):
            lacks("pytest." + name)
        raise AttributeError(name)

    vars(module).update(
        approx=_Approx, fail=_fail, fixture=_fixture, yield_fixture=_fixture, importorskip=_importorskip, main=lambda *_, **__: 0,
        mark=_Marks(), param=_param, raises=_raises, skip=_skip, ExceptionInfo=_ExceptionInfo, __getattr__=lacking)
    return module


# --- Collecting ---

class _Item:
    """One case of one test function."""

    def __init__(self, name, function, owner, values, parameters):
        self.name, self.function, self.owner = name, function, owner
        self.values = values          # Of its arguments, by parametrize.
        self.parameters = parameters  # Of the fixtures that it asks for.
        self.test = None


def _marks_of(thing):
    own = vars(thing).get("pytestmark", []) if not isinstance(thing, dict) else thing.get("pytestmark", [])
    return list(own) if isinstance(own, (list, tuple)) else [own]


def _says_nothing(marks):
    """Skipped, or expected to fail: no test of the candidate."""
    for mark in marks:
        condition = mark.args[0] if mark.args else mark.kwargs.get("condition", True)
        if mark.name == "skip" or (mark.name in ("skipif", "xfail") and condition):
            return True
    return False


def _argument_names(function):
    code = function.__code__
    n = code.co_argcount - len(function.__defaults__ or ())
    keywords = code.co_varnames[code.co_argcount:code.co_argcount + code.co_kwonlyargcount]
    return [*code.co_varnames[:n], *(k for k in keywords if k not in (function.__kwdefaults__ or {}))]


def _cases(mark):
    """(values by name, marks) of each row of one parametrize."""
    names, rows = (*mark.args, *([mark.kwargs["argvalues"]] if "argvalues" in mark.kwargs else []))[:2]
    if isinstance(names, str):
        names = [n.strip() for n in names.split(",") if n.strip()]
    for row in rows:
        marks = []
        if isinstance(row, _Param):
            marks, row = row.marks, row.values
        elif len(names) == 1:
            row = (row,)
        if len(row) != len(names):
            raise TypeError("parametrize has %d names for %d values" % (len(names), len(row)))
        yield dict(zip(names, row)), marks


class _Collector:
    def __init__(self, names, defined):
        self.names, self.defined = names, defined
        self.fixtures = {f.name: f for f in names.values() if isinstance(f, _Fixture)}
        self.module_marks = _marks_of(dict(names))

    def items(self):
        """Tests in the order of the file; unittest's cases as classes."""
        for name in self.defined:
            thing = self.names.get(name)
            if type(thing) is types.FunctionType and name.startswith("test"):
                yield from self._function(name, thing, None, self.module_marks)
            elif isinstance(thing, type) and name.startswith("Test"):
                fixtures = {f.name: f for c in reversed(thing.__mro__) for f in vars(c).values() if isinstance(f, _Fixture)}
                for key in dict.fromkeys(k for c in reversed(thing.__mro__) for k in vars(c)):
                    function = getattr(thing, key)
                    if key.startswith("test") and type(function) is types.FunctionType:
                        yield from self._function(name + "." + key, function, thing,
                                                  self.module_marks + _marks_of(thing), fixtures)

    def fixtures_of(self, owner):
        own = {f.name: f for c in reversed(owner.__mro__) for f in vars(c).values() if isinstance(f, _Fixture)} if owner else {}
        return {**self.fixtures, **own}

    def _function(self, name, function, owner, marks, own_fixtures=()):
        marks = marks + _marks_of(function)
        if _says_nothing(marks):
            return
        if function.__code__.co_flags & 0x380:  # A coroutine or a generator.
            lacks("asynchronous tests")
            return
        fixtures = self.fixtures_of(owner)
        choices = [list(_cases(mark)) for mark in marks if mark.name == "parametrize"]
        indirect = {n for mark in marks if mark.name == "parametrize" for n in _indirect_names(mark)}
        wanted = self._closure(function, marks, fixtures, {n for c in choices for row in c for n in row[0]})
        for fixture in wanted:
            if fixture.params is not None and fixture.name not in indirect:
                choices.append([({None: (fixture.name, _value_of(p))}, []) for p in fixture.params])
        n_cases = 0
        for combination in itertools.product(*choices):
            if _says_nothing([m for _, row_marks in combination for m in row_marks]):
                continue
            values, parameters = {}, {}
            for row, _ in combination:
                for key, value in row.items():
                    if key is None:
                        parameters[value[0]] = value[1]
                    elif key in indirect:
                        parameters[key] = value
                    else:
                        values[key] = value
            yield _Item("%s[%d]" % (name, n_cases) if choices else name, function, owner, values, parameters)
            n_cases += 1

    def _closure(self, function, marks, fixtures, given):
        """The fixtures that a test needs, those of fixtures included."""
        waiting = [n for n in _argument_names(function) if n != "self" and n not in given]
        waiting += [f.name for f in fixtures.values() if f.autouse]
        waiting += [n for mark in marks if mark.name == "usefixtures" for n in mark.args]
        found = {}
        while waiting:
            name = waiting.pop()
            if name in found or name == "request":
                continue
            if name not in fixtures:
                lacks("the fixture " + name)
                continue
            found[name] = fixtures[name]
            waiting += [n for n in _argument_names(fixtures[name].function) if n != "self"]
        return [found[n] for n in fixtures if n in found]


def _indirect_names(mark):
    indirect = mark.kwargs.get("indirect", False)
    if indirect is True:
        return [n.strip() for n in mark.args[0].split(",")] if isinstance(mark.args[0], str) else list(mark.args[0])
    return indirect or []


def _value_of(parameter):
    return parameter.values[0] if isinstance(parameter, _Param) else parameter


# --- Running ---

class _Request:
    def __init__(self, runner, item, parameter, finalizers):
        self.runner, self.item, self.finalizers = runner, item, finalizers
        if parameter is not _END:
            self.param = parameter

    def addfinalizer(self, function):
        self.finalizers.append(function)

    def getfixturevalue(self, name):
        return self.runner.value(name, self.item)


class _Runner:
    """Runs items in order; fixtures live as long as their scope, `class` and wider until the class or the file ends."""

    def __init__(self, collector, report):
        self.collector, self.report = collector, report
        self.caches = {"function": ({}, []), "class": ({}, []), "module": ({}, [])}
        self.owner = self.instance = None

    def run(self, items, run_rest):
        self._call(self.collector.names.get("setup_module") or self.collector.names.get("setUpModule"), None)
        for item in items:
            if LINK.is_gone:
                break
            if item.owner is not self.owner:
                self._change_class(item.owner)
            self._run_item(item)
        self._change_class(None)
        run_rest()
        self.report.tests.current = None
        self._guarded(lambda: self._close("module"))
        self._call(self.collector.names.get("teardown_module") or self.collector.names.get("tearDownModule"), None)

    def _guarded(self, step):
        try:
            step()
            return True
        except _Skipped:
            return False
        except BaseException as error:
            self.report.record(error)
            return False

    def _call(self, function, argument):
        if function is not None and not isinstance(function, Handle):
            n = len(_argument_names(getattr(function, "__func__", function))) - hasattr(function, "__self__")
            self._guarded(lambda: function(*([argument] * min(n, 1))))

    def _change_class(self, owner):
        self.report.tests.current = None
        if self.owner is not None:
            self._guarded(lambda: self._close("class"))
            self._call(getattr(self.owner, "teardown_class", None), self.owner)
        self.owner = owner
        if owner is not None:
            self._call(getattr(owner, "setup_class", None), owner)

    def _run_item(self, item):
        tests = self.report.tests
        tests.begin(item.test)
        passed = self._guarded(lambda: self._steps(item))
        passed = self._guarded(lambda: self._teardown(item)) and passed
        tests.current = None
        if passed:
            tests.has_run[item.test] = True

    def _steps(self, item):
        self.instance = item.owner() if item.owner else None
        arguments = {}
        if item.owner:
            setup = getattr(self.instance, "setup_method", None) or getattr(self.instance, "setup", None)
            if setup is not None:
                setup(*([item.function] if len(_argument_names(setup.__func__)) > 1 else []))
        fixtures = self.collector.fixtures_of(item.owner)
        names = [f.name for f in fixtures.values() if f.autouse]
        names += [n for mark in _marks_of(item.function) + (_marks_of(item.owner) if item.owner else []) +
                  self.collector.module_marks if mark.name == "usefixtures" for n in mark.args]
        for name in names:
            self.value(name, item)
        for name in _argument_names(item.function):
            if name != "self":
                arguments[name] = item.values[name] if name in item.values else self.value(name, item)
        arguments.update(item.values)
        if item.owner:
            item.function(self.instance, **arguments)
        else:
            item.function(**arguments)

    def _teardown(self, item):
        try:
            teardown = item.owner and (getattr(self.instance, "teardown_method", None) or
                                       getattr(self.instance, "teardown", None))
            if teardown:
                teardown(*([item.function] if len(_argument_names(teardown.__func__)) > 1 else []))
        finally:
            self._close("function")

    def value(self, name, item):
        if name == "request":
            return _Request(self, item, item.parameters.get(name, _END), self.caches["function"][1])
        fixture = self.collector.fixtures_of(item.owner)[name]
        scope = fixture.scope if fixture.scope in ("function", "class") else "module"
        cache, finalizers = self.caches[scope]
        parameter = item.parameters.get(name, _END)
        key = name, id(parameter)
        if key not in cache:
            arguments = {}
            for needed in _argument_names(fixture.function):
                if needed == "request":
                    arguments[needed] = _Request(self, item, parameter, finalizers)
                elif needed == "self":
                    arguments[needed] = self.instance
                else:
                    arguments[needed] = self.value(needed, item)
            value = fixture.function(**arguments)
            if isinstance(value, types.GeneratorType):
                generator, value = value, next(value)
                finalizers.append(lambda: next(generator, None))
            cache[key] = value, parameter
        return cache[key][0]

    def _close(self, scope):
        cache, finalizers = self.caches[scope]
        cache.clear()
        while finalizers:
            finalizers.pop()()


# --- unittest ---

def _unittest_classes(names, defined):
    unittest = sys.modules.get("unittest")
    if unittest is None:
        return []
    return [names[n] for n in defined
            if isinstance(names.get(n), type) and issubclass(names[n], unittest.TestCase)]


def _cases_of(cls):
    """Its test methods, but for those that are skipped or expected to fail whatever the candidate does."""
    from unittest import TestLoader
    if getattr(cls, "__unittest_skip__", False):
        return []
    return [cls(name) for name in TestLoader().getTestCaseNames(cls)
            if not any(getattr(getattr(cls, name), flag, False)
                       for flag in ("__unittest_skip__", "__unittest_expecting_failure__"))]


def _unittest_result(report, numbers):
    from unittest import TestResult

    class Result(TestResult):
        def startTest(self, case):
            report.tests.begin(numbers[case])

        def stopTest(self, case):
            report.tests.current = None
            if LINK.is_gone:
                self.stop()

        def addSuccess(self, case):
            report.tests.has_run[numbers[case]] = True

        def addError(self, case, error):
            report.record(error[1])

        addFailure = addError

        def addSubTest(self, case, subtest, error):
            if error is not None:
                report.record(error[1])

        def addSkip(self, case, reason):
            pass

        def addExpectedFailure(self, case, error):
            pass

        def addUnexpectedSuccess(self, case):
            report.record(AssertionError("unexpected success"))

    return Result()


def _run_unittest(cases, report, numbers):
    from unittest import TestSuite, case
    # Differences of long values take minutes to make, and nobody reads them.
    case.difflib = types.SimpleNamespace(ndiff=lambda *_: (), unified_diff=lambda *_, **__: ())
    result = _unittest_result(report, numbers)
    for group in cases:
        if LINK.is_gone:
            return
        report.tests.current = None
        TestSuite(group).run(result)


# --- The file ---

def begin_file(names, source):
    """Before the file's own statements: what they import, and nothing that would run the tests by itself."""
    names["__name__"], names["__file__"] = "suite", "suite.py"
    sys.modules["pytest"] = _pytest_module()
    LINK.name_handle = name_handle
    if "unittest" in source:
        import unittest
        unittest.main = lambda *_, **__: None
    sys.argv = ["suite.py"]


def run_file(tree, names, report):
    """Behind the file's own statements: collects its tests, each a bit, and runs them."""
    tests = report.tests
    tests.current = None
    defined = list(dict.fromkeys(node.name for node in tree.body
                                 if isinstance(node, (_ast.FunctionDef, _ast.AsyncFunctionDef, _ast.ClassDef))))
    numbers, groups = {}, []
    try:
        classes = _unittest_classes(names, defined)
        collector = _Collector(names, [n for n in defined if names.get(n) not in classes])
        items = list(collector.items())
        groups = [_cases_of(cls) for cls in classes]
    except BaseException as error:
        report.record(error)
        return
    for item in items:
        item.test = tests.add(item.name)
    for case in itertools.chain(*groups):
        numbers[case] = tests.add("%s.%s" % (type(case).__name__, case._testMethodName))
    if report.failure is not None or LINK.lacking or not tests.sources:
        return
    _Runner(collector, report).run(items, lambda: groups and _run_unittest(groups, report, numbers))


def end_file(report):
    """A test that was not finished, though none failed: nobody knows."""
    tests = report.tests
    if LINK.lacking:
        report.failure = None, "undecided", "the suite needs what is not there: " + LINK.lacking, None
    for test, has_run in enumerate(tests.has_run):
        if not has_run and report.failure is None:
            report.failure = test, "undecided", "it was skipped", None
