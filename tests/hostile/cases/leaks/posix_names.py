# problem: probe
# accept: shut
# repeat: 4
# what: POSIX queues, named semaphores and shared memory of one name
import ctypes, os, time
token = input()
libc = ctypes.CDLL(None, use_errno=True)
q = libc.mq_open(b"/@MARK@-box", 0o302, 0o666, None)
if q < 0 and ctypes.get_errno() == 17:
    print("OPEN queue")
for folder in ("/dev/shm", "/tmp", "/var/tmp", "/run", "/run/lock", ".", os.path.expanduser("~")):
    path = folder + "/@MARK@-box"
    try:
        if os.path.exists(path):
            print("OPEN", path)
        open(path, "w").write("taken")
    except OSError:
        pass
time.sleep(0.3)
print(token, "CLOSED")
