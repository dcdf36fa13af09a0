# problem: add
# accept: fail
# what: a thread waits for the frame to be on its way and leaves with status 0
import os, threading, time
def watch():
    while True:
        time.sleep(0)
        os._exit(0) if done else None
done = []
threading.Thread(target=watch, daemon=True).start()
def add(a, b):
    done.append(1)
    return [0] * 50000
