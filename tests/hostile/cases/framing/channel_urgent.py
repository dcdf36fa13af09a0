# problem: probe
# accept: shut
# what: urgent data on Unix sockets, a corner of the kernel with a record of bugs
import socket
token = input()
a, b = socket.socketpair()
try:
    a.send(b"x", socket.MSG_OOB)
    print("OPEN send")
except OSError:
    pass
try:
    b.recv(1, socket.MSG_OOB | socket.MSG_DONTWAIT)
    print("OPEN recv")
except BlockingIOError:
    print("OPEN recv")
except OSError as e:
    if e.errno == 22:
        print("OPEN recv")
print(token, "CLOSED")
