# problem: sum
# accept: fail
# what: fills System V and POSIX queues
import ctypes
libc = ctypes.CDLL(None)
n = 0
for key in range(2000):
    q = libc.msgget(0, 0o1600)
    while q >= 0 and libc.msgsnd(q, ctypes.create_string_buffer(8192), 8000, 0o4000) == 0:
        n += 1
for i in range(200):
    q = libc.mq_open(b"/q%d" % i, 0o102, 0o600, None)
    while q >= 0 and libc.mq_send(q, b"x" * 8192, 8192, 0) == 0 and n < 100000:
        n += 1
raise SystemExit(6)
