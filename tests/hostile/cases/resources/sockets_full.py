# problem: sum
# accept: fail
# what: kernel memory in the buffers of sockets that pass each other around
import array, os, socket
kept = []
while True:
    try:
        a, b = socket.socketpair()
        c, d = socket.socketpair()
        for s in (a, c):
            s.setblocking(False)
            s.sendmsg([b"x"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [a.fileno(), b.fileno(), d.fileno()]))])
            try:
                while True:
                    s.send(b"x" * 65536)
            except BlockingIOError:
                pass
        for s in (a, b, c, d):
            s.close()
    except OSError:
        os._exit(5)
