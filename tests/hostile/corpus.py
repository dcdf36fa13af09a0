# SPDX-License-Identifier: Apache-2.0
"""
The project's own hostile corpus: what a case file says, and what must be the same on the machine after it.

A case is one small program in cases/CATEGORY/NAME.EXT. Its head is comment lines `key: value`:

    problem   one of problems.jsonl
    accept    the verdict words that are right, or a name of WORDS below
    what      what it tries
    repeat    how many times, side by side (1)
    needs     tools of the machine that it must have (none)
    slow      yes: it lasts until a limit of time, twice where that is confirmed

Lines `@@ NAME` part a case into the candidate's code (in front of the first) and files that come with it. @PORT@, @DOOR@, @CANARY@, @PID@ and
@MARK@ stand for what the runner opens on the host: see Host.
"""
import ctypes
import json
import os
import secrets
import shutil
import socket
import threading
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
LANGUAGES = {".py": "python", ".c": "c", ".cpp": "cpp", ".java": "java", ".js": "javascript", ".sh": "bash", ".rs": "rust", ".go": "go",
             ".hs": "haskell", ".pl": "perl", ".php": "php", ".rb": "ruby", ".d": "d", ".lua": "lua"}
FAILURES = ("compile_error", "memory_limit", "output_limit", "policy_violation", "runtime_error", "time_limit", "wrong_answer")
WORDS = {"fail": FAILURES, "shut": ("accepted", "policy_violation"), "any": ("accepted", *FAILURES)}
SENTINEL = "honest"


class Case:
    def __init__(self, path):
        self.name = f"{path.parent.name}/{path.stem}"
        self.category = path.parent.name
        self.language = LANGUAGES[path.suffix]
        self.repeat, self.needs, self.what, self.slow, accept = 1, [], "", "", ""
        text = path.read_text(encoding="utf-8")
        for line in text.split("\n"):
            key, colon, value = line.lstrip("#/ ").partition(": ")
            if not line.startswith(("# ", "// ")) or not colon or key not in ("problem", "accept", "what", "repeat", "needs", "slow"):
                break
            value = value.strip()
            if key == "repeat":
                self.repeat = int(value)
            elif key == "needs":
                self.needs = value.split()
            elif key == "accept":
                accept = value
            else:
                setattr(self, key, value)
        self.accept = [w for word in accept.split() for w in WORDS.get(word, (word,))]
        assert self.accept and self.what and self.problem, f"{path}: the head lacks something"
        self.code, *parts = text.split("\n@@ ")
        self.code += "\n"
        self.files = {name: body for name, _, body in (part.partition("\n") for part in parts)}

    def missing(self):
        return [tool for tool in self.needs if not shutil.which(tool)]

    def rows(self, fill):
        row = {"problem_id": self.problem, "language": self.language, "code": fill(self.code)}
        if self.files:
            row["files"] = {name: fill(body) for name, body in self.files.items()}
        return [dict(row, id=f"{self.name}#{i}") for i in range(self.repeat)]


def load(folder=HERE / "cases", only="", is_quick=False):
    cases = [Case(p) for p in sorted(folder.glob("*/*")) if p.suffix in LANGUAGES]
    return [c for c in cases if only in c.name and not (is_quick and c.slow)]


def problems():
    return (HERE / "problems.jsonl").read_text(encoding="utf-8")


def sentinel(number):
    """An honest candidate between the others: it must not notice them."""
    return {"problem_id": "sum", "id": f"{SENTINEL}#{number}", "language": "python",
            "code": "import time\ntime.sleep(0.05)\nprint(sum(map(int, input().split())))\n"}


def become_subreaper():
    """Whatever the program under test leaves behind becomes our child, so that nothing can hide among the machine's."""
    PR_SET_CHILD_SUBREAPER = 36
    assert ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) == 0


def descendants(pid):
    below = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                parent = int(Path("/proc", entry, "stat").read_text(errors="replace").rsplit(")", 1)[1].split()[1])
            except (OSError, IndexError):
                continue
            below.setdefault(parent, []).append(int(entry))
    found, rest = [], [pid]
    while rest:
        children = below.get(rest.pop(), [])
        found += children
        rest += children
    return found


class Host:
    """
    Doors and marks on this machine, all of names that nobody else has, so that the neighbours of a busy machine are never
    taken for a leak: a file of a secret, listeners, this process, and whatever would carry the mark.
    """

    def __init__(self):
        become_subreaper()
        self.mark = "hostile-" + secrets.token_hex(6)
        self.key = "sk-" + secrets.token_hex(20)
        self.secret = secrets.token_hex(20)
        self.folder = Path("/tmp") / self.mark
        self.folder.mkdir()
        self.tmp = self.folder / "tmp"
        self.tmp.mkdir()
        self.canary = self.folder / "canary"
        self.canary.write_text(self.secret)
        for path in (self.folder, self.tmp, self.canary):
            path.chmod(0o666 if path is self.canary else 0o777)  # What keeps them is the sandbox, not their mode.
        self.canary_state = self.state_of_canary()
        self.knocks, self.port = [], 0
        self.listen(socket.AF_INET, ("127.0.0.1", 0))
        self.listen(socket.AF_INET6, ("::1", self.port))
        self.listen(socket.AF_UNIX, "\0" + self.mark)
        self.listen(socket.AF_UNIX, str(self.folder / "socket"))
        (self.folder / "socket").chmod(0o777)
        self.pids, self.watching = set(), False

    def listen(self, family, address):
        try:
            s = socket.socket(family, socket.SOCK_STREAM)
            s.bind(address)
        except OSError:
            return  # No IPv6 here, say.
        s.listen()
        if family == socket.AF_INET:
            self.port = s.getsockname()[1]

        def answer():
            while True:
                connection, _ = s.accept()
                self.knocks.append(str(address))
                connection.close()
        threading.Thread(target=answer, daemon=True).start()

    def fill(self, text):
        values = {"PORT": self.port, "DOOR": self.mark, "CANARY": self.canary, "SOCKET": self.folder / "socket",
                  "PID": os.getpid(), "MARK": self.mark}
        for name, value in values.items():
            text = text.replace(f"@{name}@", str(value))
        return text

    def environment(self):
        return dict(os.environ, TMPDIR=str(self.tmp), HOSTILE_API_KEY=self.key)

    def state_of_canary(self):
        st = self.canary.stat()
        return self.canary.read_text(errors="replace"), st.st_mode, st.st_uid, st.st_mtime_ns, st.st_nlink

    def watch(self):
        """Learns the pids of workers while they live: groups that they leave carry them in their names."""
        self.watching = True

        def look():
            while self.watching:
                self.pids.update(descendants(os.getpid()))
                time.sleep(0.1)
        threading.Thread(target=look, daemon=True).start()

    def leaks(self, verdicts):
        """What is not as it was, in words. `verdicts` is all text that came out."""
        self.watching = False
        found = []
        for name, text in (("the canary file", self.secret), ("the environment of the farm", self.key)):
            if text in verdicts:
                found.append(f"content of {name} came out in a verdict")
        if self.state_of_canary() != self.canary_state:
            found.append(f"the canary file was changed: {self.state_of_canary()[1:]}")
        if self.knocks:
            found.append(f"connections from inside: {self.knocks[:5]}")
        found += [f"process left: {pid} {name}" for pid, name in self.processes_left()]
        found += [f"group left: {path}" for path in self.groups_left()]
        found += [f"left in TMPDIR: {name}" for name in os.listdir(self.tmp)]
        for folder in ("/tmp", "/var/tmp", "/dev/shm", "/dev/mqueue"):
            if os.path.isdir(folder):
                found += [f"left: {folder}/{n}" for n in os.listdir(folder) if self.mark in n and n != self.mark]
        for table in ("/proc/self/mountinfo", "/proc/net/unix", "/proc/keys"):
            lines = Path(table).read_text(errors="replace").split("\n") if os.access(table, os.R_OK) else []
            found += [f"{table}: {line}" for line in lines
                      if self.mark in line and not line.endswith(("@" + self.mark, str(self.folder / "socket")))]
        for kind in ("shm", "sem", "msg"):
            table = Path("/proc/sysvipc", kind)
            keys = [line.split()[0] for line in table.read_text().split("\n")[1:] if line] if table.exists() else []
            found += [f"System V {kind} left" for key in keys if int(key) == SYSV_KEY]
        return found

    def processes_left(self):
        end, left = time.monotonic() + 3, []
        while time.monotonic() < end:
            left = [p for p in descendants(os.getpid()) if not is_zombie(p)]
            if not left:
                return []
            time.sleep(0.05)
        return [(p, Path("/proc", str(p), "comm").read_text().strip()) for p in left if os.path.exists(f"/proc/{p}/comm")]

    def groups_left(self):
        root = Path("/sys/fs/cgroup")
        return [str(p) for p in root.rglob("assay-*") if self.pids & {int(n) for n in p.name.split("-") if n.isdigit()}]

    def close(self):
        self.watching = False
        shutil.rmtree(self.folder, ignore_errors=True)


SYSV_KEY = 0x41535359  # Cases use no other.


def is_zombie(pid):
    try:
        return Path("/proc", str(pid), "stat").read_text(errors="replace").rsplit(")", 1)[1].split()[0] in "ZX"
    except (OSError, IndexError):
        return True


def write_rows(path, rows):
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    path.chmod(0o644)
