# problem: sum
# slow: yes
# accept: time_limit policy_violation
# what: stops all processes that it can signal, itself last
import os, signal
for pid in (-1, os.getppid(), 1, os.getpid()):
    try:
        os.kill(pid, signal.SIGSTOP)
    except OSError:
        pass
while True:
    signal.pause()
