# problem: probe
# accept: shut
# what: connects and sends to the host over every family it can name: TCP, UDP, Unix by name and by path
import socket
token = input()
def attempt(what, call):
    try:
        call()
        print("OPEN", what)
    except OSError:
        pass
for family, address in ((socket.AF_INET, ("127.0.0.1", @PORT@)), (socket.AF_INET6, ("::1", @PORT@)), (socket.AF_INET6, ("::ffff:127.0.0.1", @PORT@)), (socket.AF_INET, ("0.0.0.0", @PORT@)),
                        (socket.AF_UNIX, "\0@DOOR@"), (socket.AF_UNIX, "@SOCKET@")):
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_SEQPACKET):
        attempt(f"connect {address} {kind}", lambda: socket.socket(family, kind).connect(address))
        attempt(f"send {address} {kind}", lambda: socket.socket(family, kind).sendto(b"x", address))
attempt("listen", lambda: socket.create_server(("127.0.0.1", 0)))
attempt("resolve", lambda: socket.gethostbyname("example.org"))
print(token, "CLOSED")
