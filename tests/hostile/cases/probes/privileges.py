# problem: probe
# accept: shut
# what: becomes another user, gains groups and capabilities, and runs files that would give some
import ctypes, os, stat
token = input()
libc = ctypes.CDLL(None, use_errno=True)
def attempt(what, call):
    try:
        call()
        print("OPEN", what)
    except OSError:
        pass
for uid in (0, 1, 65534, 200000):
    if uid != os.getuid():
        attempt(f"setuid {uid}", lambda: os.setuid(uid))
        attempt(f"setresgid {uid}", lambda: os.setresgid(uid, uid, uid))
attempt("groups", lambda: os.setgroups([0]))
attempt("chroot", lambda: os.chroot("."))
attempt("device", lambda: os.mknod("disk", stat.S_IFBLK | 0o600, os.makedev(8, 0)))
attempt("memory device", lambda: os.mknod("mem", stat.S_IFCHR | 0o600, os.makedev(1, 1)))
attempt("nice", lambda: os.nice(-5))
attempt("real time", lambda: os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1)))
try:
    for line in open("/proc/self/status"):
        if line.startswith(("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb")) and int(line.split()[1], 16):
            print("OPEN", line)
        if line.startswith("NoNewPrivs") and line.split()[1] != "1" or line.startswith("Seccomp:") and line.split()[1] != "2":
            print("OPEN", line)
        if line.startswith("Groups:") and any(int(g) < 1000 for g in line.split()[1:]):
            print("OPEN", line)
except OSError:
    pass
for name in ("/usr/bin/su", "/usr/bin/passwd", "/usr/bin/mount", "/bin/ping", "/usr/bin/newgrp"):
    if os.path.exists(name) and os.stat(name).st_mode & stat.S_ISUID and os.fork() == 0:
        os.execv("/bin/sh", ["sh", "-c", f"{name} --help >/dev/null 2>&1 </dev/null; true"])
while True:
    try:
        os.wait()
    except ChildProcessError:
        break
print(token, "CLOSED")
