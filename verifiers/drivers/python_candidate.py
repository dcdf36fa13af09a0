# SPDX-License-Identifier: Apache-2.0
"""The candidate's side: load the program as a module, call it, send back plain data.

One hello frame comes first. In `call` mode it holds the arguments of a call, and says when another hello with those of
one more follows; in `suite` mode requests follow, one reply each, until the channel closes. The expected values are not in this process, so whatever the candidate
does to it, a forged frame needs the right value in it.
"""

_METHODS = type(lambda: 0), staticmethod, classmethod
_OWN_FAILURE = 70  # The driver was broken from inside: never a pass.


def _raise_stack_limit():
    """Deep recursion through C code needs stack; the kernel leaves at least 128 MiB below the mappings."""
    import resource
    soft, hard = resource.getrlimit(resource.RLIMIT_STACK)
    wanted = 112 << 20
    if hard != resource.RLIM_INFINITY:
        wanted = min(wanted, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_STACK, (wanted, hard))


class _Load(Exception):
    def __init__(self, text):
        self.text = text


_name_of = type.__dict__["__name__"].__get__
_mro_of = type.__dict__["__mro__"].__get__
_traceback_of = BaseException.__dict__["__traceback__"].__get__
_args_of = BaseException.__dict__["args"].__get__


def _name_text(t):
    name = _name_of(t)
    return _quote(name[:100]) if _type(name) is _str else '"?"'


def _describe_class(t):
    """`"type":..,"builtin":..,"base":..` of an exception's class, and what is between it and the built-in one."""
    base, parents = "Exception", []
    for parent in _mro_of(t):
        if _id(parent) in BUILTIN_ERRORS:
            base = BUILTIN_ERRORS[_id(parent)]
            break
        parents.append(_name_text(parent))
    text = '"type":%s,"builtin":%s,"base":"%s"' % (_name_text(t), "true" if _id(t) in BUILTIN_ERRORS else "false", base)
    if _len(parents) > 1:
        text += ',"parents":[%s]' % ",".join(parents[1:20])
    module = vars(t).get("__module__")
    if parents and _type(module) is _str and module != "candidate" and module.isascii():
        text += ',"module":' + _quote(module[:200])
    return text


def _describe(error, path):
    """What _describe_class() says, `"message":..,"line":..`, without running the exception's methods."""
    text = _describe_class(_type(error))
    args = _args_of(error)
    if args and _type(args[0]) is _str and args[0].isascii():
        text += ',"message":' + _quote(args[0][:500])
    line, tb = 0, _traceback_of(error)
    while tb is not None:
        if tb.tb_frame.f_code.co_filename == path:
            line = tb.tb_lineno
        tb = tb.tb_next
    return text + ',"line":%d' % line


def _compile(source, path, flags=0):
    try:
        return compile(source, path, "exec", flags, True)
    except _MemoryError:
        raise
    except _BaseException as error:
        line = getattr(error, "lineno", None)
        message = getattr(error, "msg", None) or "%s: %s" % (_type(error).__name__, error)
        raise _Load('"kind":"syntax","message":%s,"line":%d' % (_quote(_str(message)[:500]), line or 0)) from None


def _load(folder):
    """
    Runs prelude.py, where there is one, and candidate.py in one new module. They are compiled apart, so that line
    numbers are the candidate's own and `from __future__` may stand at its head; only a prelude that is no
    program by itself is joined to what follows.
    """
    path = os.path.join(folder, "candidate.py")
    with open(path, "rb") as file:
        source = file.read()
    prelude = None
    try:
        with open(os.path.join(folder, "prelude.py"), "rb") as file:
            prelude = file.read()
    except OSError:
        pass
    module = _type(sys)("candidate")
    module.__file__ = path
    sys.modules["candidate"] = module
    sys.argv = [path]
    if folder not in sys.path:
        sys.path.insert(0, folder)
    flags = 0
    if prelude is not None:
        try:
            code = compile(prelude, os.path.join(folder, "prelude.py"), "exec", 0, True)
        except SyntaxError:
            source = prelude + b"\n" + source
        else:
            exec(code, module.__dict__)
            flags = code.co_flags & 0x1ff0000  # Its `from __future__` holds for the candidate, as if it were one text.
    exec(_compile(source, path, flags), module.__dict__)
    return module


def _has_entry(module, entry):
    """Whether the module has the entry point: a global, else a method of its class Solution, of one object for all calls."""
    names = vars(module)
    if entry is None or entry in names:
        return True
    owner = names.get("Solution")
    if owner is None or not _issubclass(_type(owner), _type) or _type(vars(owner).get(entry)) not in _METHODS:
        return False
    names[entry] = getattr(owner(), entry)
    return True


def _refuse(value):
    raise Unencodable("not_plain", _name_of(_type(value)))


def _unencodable(error):
    what = error.what if _type(error.what) is _str else "?"
    return '"kind":"%s","what":%s' % (error.kind, _quote(what[:200]))


class _Guard:
    """Frames of one process with one nonce: a forked child that comes back out of the call stays silent."""

    def __init__(self, nonce):
        self.head = '{"nonce":"' + nonce + '",'
        self.pid = _getpid()

    def send(self, body):
        if _getpid() != self.pid:
            _exit(_OWN_FAILURE)
        write_frame(self.head + body + "}")


def _call_once(hello, module, path):
    encode = make_encoder(hello["max_bytes"], _refuse, takes_bytearray=False)
    args, kwargs = hello["args"], hello["kwargs"]
    first = args[0] if args else None
    try:
        value = vars(module)[hello["entry"]](*args, **kwargs)
    except Unencodable:
        raise
    except _BaseException as error:
        return '"kind":"raised",' + _describe(error, path)
    try:
        body = '"kind":"value","value":' + encode(value)
        if hello["want_arg0"]:
            body += ',"arg0":' + encode(first)
        return body
    except Unencodable as error:
        return _unencodable(error)


def _answer_calls(hello, decode, module, guard, path):
    """Answers a call and, where more was said, those whose hellos follow: what the module keeps stays as it is."""
    while True:
        guard.send(_call_once(hello, module, path))
        guard.send('"kind":"done"')
        data = read_frame() if hello.get("more") else None
        if data is None:
            _exit(0)
        hello = decode(data)


class _Server:
    """
    Answers a suite. What is not plain data stays here under a number; the suite gets the number and may call it, pass
    it back, and get or set attributes.
    """

    def __init__(self, hello, module, path):
        self.module, self.path = module, path
        self.objects, self.numbers = [], {}
        self.encode = make_encoder(hello["max_bytes"], self.refer)
        self.decode = make_decoder(self.resolve)

    def refer(self, value):
        number = self.numbers.get(_id(value))
        if number is None:
            number = _len(self.objects)
            self.objects.append(value)  # Keeps it alive, so the id stays its own.
            self.numbers[_id(value)] = number
        return '{"$ref":%d}' % number

    def resolve(self, tag, value):
        if tag == "$ref":
            return self.objects[value]
        if tag == "$builtin":
            return getattr(_builtins, value)
        raise ValueError(tag)

    def call(self, request):
        args, kwargs = request["args"], request["kwargs"]
        before = self.encode([args, kwargs]) if request["is_mutable"] else None
        try:
            value = self.objects[request["ref"]](*args, **kwargs)
        except SystemExit:
            raise
        except _BaseException as error:
            body = '"kind":"raised",' + _describe(error, self.path) + self.args_of(error)
        else:
            body = '"kind":"value","value":' + self.encode(value)
        if before is not None:
            after = self.encode([args, kwargs])
            if after != before:
                body += ',"arguments":' + after
        return body

    def args_of(self, error):
        """What it was made with, where all of that is plain data: `str(error)` says it in the suite."""
        args = _args_of(error)
        try:
            return ',"args":' + make_encoder(1000, _refuse)(_list(args)) if args else ""
        except Unencodable:
            return ""

    def find(self, request):
        names = vars(self.module)
        if request["name"] not in names:
            return '"kind":"absent"'
        value = names[request["name"]]
        body = '"kind":"value","value":' + self.refer(value)
        if _type(value) is _type and _issubclass(value, _BaseException):
            body += ',"error":{%s}' % _describe_class(value)
        return body

    def get(self, request):
        return '"kind":"value","value":' + self.encode(getattr(self.objects[request["ref"]], request["attribute"]))

    def set(self, request):
        setattr(self.objects[request["ref"]], request["attribute"], request["value"])
        return '"kind":"value","value":null'

    def answer(self, data):
        request = self.decode(data)
        operation = {"call": self.call, "find": self.find, "get": self.get, "set": self.set}[request["op"]]
        head = '"id":%d,' % request["id"]
        try:
            return head + operation(request)
        except Unencodable as error:
            return head + _unencodable(error)
        except SystemExit:
            raise
        except _BaseException as error:
            return head + '"kind":"raised",' + _describe(error, self.path)


def _main():
    data = read_frame()
    if data is None:
        _exit(_OWN_FAILURE)
    decode = make_decoder(_refuse)
    hello = decode(data)
    guard = _Guard(hello["nonce"])
    folder = os.path.dirname(os.path.abspath(__file__))
    path = os.path.join(folder, "candidate.py")
    os.set_inheritable(CHANNEL, False)
    _raise_stack_limit()
    try:
        module = _load(folder)
        if not _has_entry(module, hello["entry"]):
            raise _Load('"kind":"missing"')
    except _Load as error:
        guard.send(error.text)
        _exit(0)
    except _BaseException as error:
        guard.send('"kind":"load_raised",' + _describe(error, path))
        _exit(0)
    if hello["mode"] == "call":
        _answer_calls(hello, decode, module, guard, path)
    server = _Server(hello, module, path)
    guard.send('"kind":"ready"')
    left = hello.get("questions", -1)  # Where all are asked at once, the last answer is the end.
    while left:
        data = read_frame()
        if data is None:
            break
        guard.send(server.answer(data))
        left -= 1
    _exit(0)


def main():
    try:
        _main()
    except _MemoryError:
        _exit(71)
    except _BaseException:
        _exit(_OWN_FAILURE)
