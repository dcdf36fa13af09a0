# problem: probe
# accept: shut
# repeat: 4
# what: looks for the processes of the run beside it: in /proc, by signals, by priorities, by its own name
import os, time
token = input()
time.sleep(0.3)
try:
    pids = [p for p in os.listdir("/proc") if p.isdigit()]
    for p in pids:
        if int(p) not in (os.getpid(), os.getppid()) and b"main.py" in open(f"/proc/{p}/cmdline", "rb").read():
            print("OPEN process", p)
except OSError:
    pass
me, parent = os.getpid(), os.getppid()
for pid in range(2, 70000):
    if pid not in (me, parent):
        try:
            os.kill(pid, 0)
            print("OPEN signal", pid)
            break
        except OSError:
            pass
print(token, "CLOSED")
