# problem: sum
# accept: any
# what: asks the kernel to signal every process of the machine when its output moves (F_SETOWN, O_ASYNC, F_SETSIG)
import fcntl, os
for fd in (0, 1, 2):
    for pid in [*range(1, 400), @PID@, -1, os.getppid()]:
        try:
            fcntl.fcntl(fd, fcntl.F_SETOWN, pid)
            fcntl.fcntl(fd, 10, 9)  # F_SETSIG: SIGKILL
            fcntl.fcntl(fd, fcntl.F_SETFL, fcntl.fcntl(fd, fcntl.F_GETFL) | os.O_ASYNC)
            os.write(1, b"")
        except OSError:
            pass
print(sum(map(int, input().split())), flush=True)
