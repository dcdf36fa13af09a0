# problem: probe
# accept: shut
# what: walks out over links that the kernel makes: exe, cwd, root, fd and task of itself and of its parents
import os
token = input()
for start in ("/proc/self", "/proc/thread-self", "/proc/self/task/%d" % os.getpid(), "/proc/%d" % os.getppid()):
    for way in ("root/../../../..", "cwd/../../../..", "exe/../../..", "root/proc/1/root", "cwd/../proc/1/cwd"):
        for goal in ("@CANARY@", "/etc/shadow", "/root/.bashrc", "/home", "/var/lib/dpkg/status"):
            try:
                with open(start + "/" + way + goal, "rb") as f:
                    if f.read(1):
                        print("OPEN", start, way, goal)
            except OSError:
                pass
try:
    os.write(os.open("/proc/self/exe", os.O_WRONLY), b"x")
    print("OPEN own interpreter")
except OSError:
    pass
print(token, "CLOSED")
