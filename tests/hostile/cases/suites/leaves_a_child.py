# problem: double
# accept: fail
# what: the process ends well at once, a child of its own stays to print and to hold every descriptor
import os, time
def double(x):
    if os.fork():
        os._exit(0)
    print("passed", flush=True)
    time.sleep(3600)
