# problem: probe
# accept: shut
# what: looks for the farm in its environment, command line, auxiliary vector, descriptors and memory
import os
token = input()
seen = repr(dict(os.environ))
for name in ("environ", "cmdline", "auxv", "cgroup", "mountinfo", "mounts", "status", "stat"):
    try:
        seen += open("/proc/self/" + name, errors="replace").read()
    except OSError:
        pass
for word in ("sk-", "API_KEY", "HOSTILE", "@CANARY@", "/home/", "worker", "@MARK@"):
    if word in seen and not (word == "@MARK@" and "TMPDIR" in os.environ):
        print("OPEN", word)
for fd in range(3, 256):
    try:
        os.fstat(fd)
        print("OPEN descriptor", fd)
    except OSError:
        pass
print(token, "CLOSED")
