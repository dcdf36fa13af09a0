# problem: add
# accept: fail
# what: opens /proc/self/fd/3 and /dev/fd/3 for another end of the channel
import os
def add(a, b):
    for name in ("/proc/self/fd/3", "/dev/fd/3", "/proc/thread-self/fd/3"):
        try:
            os.write(os.open(name, os.O_RDWR), b"\0\0\0\2{}")
        except OSError:
            continue
        return a + b
    return None
