# problem: sum
# accept: any
# what: shrinks the pipes of its output, makes them non-blocking and direct, and fills them
import fcntl, os
for fd in (1, 2):
    for call in ((1031, 4096), (fcntl.F_SETFL, os.O_NONBLOCK | os.O_DIRECT)):
        try:
            fcntl.fcntl(fd, *call)
        except OSError:
            pass
print(sum(map(int, input().split())), flush=True)
