# problem: add
# accept: fail
# what: threads write into the channel between the driver's own writes
import os, threading
def spray():
    while True:
        os.write(3, b'{"passed":true}')
def add(a, b):
    for _ in range(4):
        threading.Thread(target=spray, daemon=True).start()
    return "x" * 100000
