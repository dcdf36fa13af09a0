# problem: probe
# accept: shut
# what: reads and writes what /proc shows of pid 1, of its parent, of the runner and of all that can be listed
import os
token = input()
own = {os.getpid()}
try:
    pids = {int(p) for p in os.listdir("/proc") if p.isdigit()} | {1, os.getppid(), @PID@}
except OSError:
    pids = {1, os.getppid(), @PID@}
for pid in pids - own - {0}:
    for name in ("environ", "mem", "maps", "fd", "root/etc/shadow", "cwd/.", "exe", "stack", "syscall", "auxv", "io", "fdinfo", "map_files", "root@CANARY@"):
        path = f"/proc/{pid}/{name}"
        try:
            if os.path.isdir(path):
                if os.listdir(path) and pid != os.getppid():
                    print("OPEN", path)
            elif open(path, "rb").read(64):
                print("OPEN", path)
        except OSError:
            pass
    for name in ("oom_score_adj", "coredump_filter", "timerslack_ns", "clear_refs", "setgroups", "uid_map", "comm", "attr/current", "mem", "sched", "autogroup"):
        try:
            os.close(os.open(f"/proc/{pid}/{name}", os.O_WRONLY))
            print("OPEN for writing", pid, name)
        except OSError:
            pass
print(token, "CLOSED")
