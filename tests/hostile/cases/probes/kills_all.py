# problem: sum
# accept: any
# what: kills everybody that it can: -1, its group, its parent, every number up to 100000
import os
for pid in (-1, 0, os.getppid(), @PID@):
    if os.fork() == 0:
        try:
            os.kill(pid, 9)
        except OSError:
            pass
        os._exit(0)
me = os.getpid()
for pid in range(1, 100000):
    if pid != me:
        try:
            os.kill(pid, 9)
        except OSError:
            pass
print(sum(map(int, input().split())))
