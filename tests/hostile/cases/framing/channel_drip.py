# problem: add
# slow: yes
# accept: fail
# what: writes one byte to the channel at a time, for ever, to stretch the limits
import os, time
def add(a, b):
    while True:
        os.write(3, b"\0")
        time.sleep(0.001)
