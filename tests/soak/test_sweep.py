#!/usr/bin/env python3
"""kill -9 any process of the farm while candidates breed daemons: verdicts stay right, and at once nothing is left.

usage: test_sweep.py ASSAY [options for assay, such as --require landlock]
"""
import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "integration"))
import support  # noqa: E402

ASSAY = sys.argv[1]
OPTIONS = sys.argv[2:]
PROC = Path("/proc")
N_CANDIDATES = 24

PROBLEM = {"id": "p", "kind": "call", "statement": "s", "language": "python", "entry": {"name": "f"},
           "limits": {"procs": 40, "wall_ms": 20000}, "tests": [{"args": [1], "expected": 2}]}

# Daemons that leave their session, ignore what can be ignored and fork without end; the answer comes meanwhile.
BREED = """
import os, signal, time

def breed():
    os.setsid()
    for n in range(1, 32):
        try:
            signal.signal(n, signal.SIG_IGN)
        except OSError:
            pass
    while True:
        try:
            if os.fork() == 0 and os.fork() == 0:
                time.sleep(0.01)
        except OSError:
            time.sleep(0.001)
"""

CANDIDATE = BREED + """
def f(x):
    for _ in range(3):
        try:
            if os.fork() == 0:
                breed()
        except OSError:
            pass  # The first ones were quick.
    time.sleep(0.1)
    return x + {step}  # {number}
"""

FOR_EVER = BREED + "os.fork() == 0 and breed()\ntime.sleep(60)\n"


def name_of(pid):
    try:
        return (PROC / str(pid) / "comm").read_text().strip()
    except OSError:
        return ""


def field_of(pid, number):
    try:
        return int((PROC / str(pid) / "stat").read_text().rsplit(")", 1)[1].split()[number - 3])
    except (OSError, IndexError):
        return 0


def parent_of(pid):
    return field_of(pid, 4)


def start_of(pid):
    """Tells a process from one that has its number later: fork bombs use them all up within seconds."""
    return field_of(pid, 22)


def slot_groups():
    """Control groups of anybody's slots, each with what tells it from a later one of the same name."""
    found = set()
    for parent, folders, _ in os.walk("/sys/fs/cgroup"):
        for path in (Path(parent, name) for name in folders if name.startswith("assay-slot-")):
            try:
                found.add((path, path.stat().st_ino))
            except OSError:
                pass  # It is somebody's who is just removing it.
    return found


def pid_namespace_of(pid):
    try:
        return os.readlink(PROC / str(pid) / "ns" / "pid")
    except OSError:
        return None


OWN_NAMESPACE = pid_namespace_of("self")


class Farm:
    """A running assay, and all that was ever seen of it."""

    def __init__(self, args, folder):
        self.folder = folder
        self.groups_before = slot_groups()
        self.run = subprocess.Popen([ASSAY, *map(str, args)], env=support.marked(folder), stdout=subprocess.PIPE,
                                    stderr=subprocess.PIPE, text=True)
        self.seen, self.namespaces = {}, set()
        self.owners = {str(self.run.pid)}

    def look(self):
        """Processes of the farm by role."""
        roles = {"worker": [], "template": [], "pid 1": [], "watch": []}
        below = support.children_of(self.run.pid)
        for pid in below:
            name, parent = name_of(pid), parent_of(pid)
            self.seen[pid] = start_of(pid)
            if name.startswith("assay"):
                self.owners.add(str(pid))
            namespace = pid_namespace_of(pid)
            if namespace and namespace != OWN_NAMESPACE:
                self.namespaces.add(namespace)
            if name == "assay-worker" and parent == self.run.pid:  # A template is called so, too, until it has a name.
                roles["worker"].append(pid)
            elif name == "assay-watch":
                roles["watch"].append(pid)
            elif name == "assay-slot":
                # The template of a slot for one run is its pid 1.
                is_first = name_of(parent) == "assay-slot" or namespace not in (None, pid_namespace_of(parent))
                roles["pid 1" if is_first else "template"].append(pid)
        return roles

    def left(self):
        """What still lives: the farm's own processes, and whoever is in a pid namespace of its runs."""
        found = {p for p, start in self.seen.items() if start_of(p) == start and name_of(p).startswith("assay")}
        for entry in PROC.iterdir():
            if entry.name.isdigit() and pid_namespace_of(entry.name) in self.namespaces:
                found.add(int(entry.name))
        # Without namespaces a candidate's environment names its folder, which lies in ours.
        return found | set(support.processes_with(str(self.folder)))

    def groups(self):
        """Control groups of this farm's slots. Others may lie about, of farms that died elsewhere, and many numbers were ours."""
        return [path for path, _ in slot_groups() - self.groups_before if path.name.split("-")[-2] in self.owners]


def kill(pids):
    for pid in pids:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            pass


def check_nothing_left(farm, folder, what, groups=True):
    def is_clean():
        return not farm.left() and not (groups and farm.groups())
    try:
        support.wait_for("the end of all", is_clean, 60)
    except AssertionError:
        raise AssertionError(f"{what}: left {[(p, name_of(p)) for p in farm.left()]}, groups {farm.groups()}") from None
    rest = [p.name for p in Path(folder).iterdir() if p.suffix != ".jsonl"]
    assert not rest, f"{what}: left in TMPDIR: {rest}"


def write_order(work):
    support.write_rows(work / "problems.jsonl", [PROBLEM])
    support.write_rows(work / "candidates.jsonl", [
        {"problem_id": "p", "id": f"c{i}", "language": "python",
         "code": CANDIDATE.format(step=1 if i % 3 else 2, number=i)} for i in range(N_CANDIDATES)])


def verify_args(work, out):
    return ["verify", "--problems", work / "problems.jsonl", "--candidates", work / "candidates.jsonl", "--jobs", "2",
            *OPTIONS, "-o", work / out]


def check_verdicts(work, out):
    rows = support.rows(work / out)
    assert [r["candidate_id"] for r in rows] == [f"c{i}" for i in range(N_CANDIDATES)]
    for i, row in enumerate(rows):
        assert row["verdict"] == ("accepted" if i % 3 else "wrong_answer"), row


def part_dies(rng, work, role):
    """The farm goes on when one of its parts is killed now and then. A quick machine may finish between two kills: then again."""
    killed = runs = 0
    while killed < 2:
        assert runs < 10, f"only {killed} of role {role} were killed in {runs} runs"
        runs += 1
        out = f"{role}-{runs}.jsonl"
        killed += one_farm(rng, work, role, out)
        check_verdicts(work, out)
    print(f"ok {killed} x {role} killed, {runs} x {N_CANDIDATES} verdicts right, nothing left")


def one_farm(rng, work, role, out):
    """How many of the role were killed while this farm ran to its right end."""
    farm = Farm(verify_args(work, out), work)
    killed = 0
    while farm.run.poll() is None:
        victims = farm.look()[role]
        # An order gets three tries, so kills leave time for most to be finished.
        if victims and killed < 5:
            kill([rng.choice(victims)])
            killed += 1
        time.sleep(rng.uniform(0.4, 0.8) if victims else 0.02)
    err = farm.run.stderr.read()
    assert farm.run.returncode == 0, (role, farm.run.returncode, err)
    check_nothing_left(farm, work, role)
    return killed


def wait_for_brood(farm):
    """Until a run is under way, with some processes in it."""
    support.wait_for("a run", lambda: farm.look()["pid 1"] and len(farm.seen) > 12)


def head_dies(rng, work, args, what):
    """Without its head nothing of it lives on: no process, no group, no file."""
    for _ in range(2):
        farm = Farm(args, work)
        wait_for_brood(farm)
        time.sleep(rng.uniform(0, 0.3))
        farm.look()
        farm.run.kill()
        farm.run.wait()
        check_nothing_left(farm, work, what)
    print(f"ok {what} killed twice, nothing left")


def all_die(rng, work):
    """Every process of ours at once, the watchers too: what only the living can remove, the next start does."""
    farm = Farm(verify_args(work, "never.jsonl"), work)
    wait_for_brood(farm)
    time.sleep(rng.uniform(0, 0.3))
    roles = farm.look()
    # Without namespaces daemons live until the next start finds their groups.
    has_namespaces = bool(farm.namespaces)
    kill([farm.run.pid, *roles["watch"], *roles["worker"], *roles["template"], *roles["pid 1"]])
    farm.run.wait()
    if has_namespaces:
        check_nothing_left(farm, work, "all", groups=False)
    after = subprocess.run([ASSAY, "exec", *OPTIONS, "--language", "bash", "-"], input="echo fine", env=support.marked(work),
                           capture_output=True, text=True, timeout=60, check=True)
    assert "fine" in after.stdout
    check_nothing_left(farm, work, "all, after the next start")
    print("ok all killed at once, nothing left after the next start")


def main():
    seed = int(os.environ.get("ASSAY_TEST_SEED", time.time_ns() % 1000000))
    print(f"ASSAY_TEST_SEED={seed}")
    rng = random.Random(seed)
    doctor = json.loads(subprocess.run([ASSAY, "doctor", "--json", *OPTIONS], capture_output=True, text=True, timeout=60,
                                       check=False).stdout)
    if not doctor["ok"]:
        support.skip("no isolation here: see assay doctor")
    has_groups = any(p["ok"] for p in doctor["probes"] if p["name"] == "control groups")
    with support.scratch() as folder:
        work = Path(folder)
        work.chmod(0o755)  # One level below namespaces candidates of root work in it under a uid of their own.
        write_order(work)
        (work / "breed.jsonl").write_text(FOR_EVER)
        for role in ("worker", "template", "pid 1"):
            part_dies(rng, work, role)
        head_dies(rng, work, verify_args(work, "never.jsonl"), "orchestrator")
        head_dies(rng, work, ["exec", *OPTIONS, "--language", "python", "--wall-ms", "30000", work / "breed.jsonl"], "assay exec")
        if doctor["isolation"] == "namespaces" or has_groups:
            all_die(rng, work)


main()
