# problem: probe
# accept: shut
# what: spares itself from the kernel's choice of whom to kill, and changes what the kernel thinks of it
import os
token = input()
for name, text in (("oom_score_adj", "-1000"), ("oom_score_adj", "0"), ("coredump_filter", "ff"), ("timerslack_ns", "1"), ("uid_map", "0 0 1"),
                   ("setgroups", "allow"), ("clear_refs", "1"), ("attr/exec", "unconfined"), ("timens_offsets", "boottime 9 9"), ("autogroup", "19"),
                   ("loginuid", "0"), ("make-it-fail", "1")):
    try:
        fd = os.open(f"/proc/self/{name}", os.O_WRONLY)
        os.write(fd, text.encode())
        print("OPEN", name)
    except OSError:
        pass
print(token, "CLOSED")
