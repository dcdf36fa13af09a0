# problem: probe
# accept: shut
# repeat: 4
# what: meets another run on an abstract socket: of equal programs side by side one finds the name taken
import socket
token = input()
try:
    s = socket.socket(socket.AF_UNIX)
    s.bind("\0@MARK@-meet")
    s.listen()
    s.settimeout(0.7)
    s.accept()
    print("OPEN visitor")
except PermissionError:
    pass
except TimeoutError:
    pass
except OSError as e:
    print("OPEN", e)
try:
    socket.socket(socket.AF_UNIX).connect("\0@MARK@-other")
    print("OPEN other")
except OSError:
    pass
print(token, "CLOSED")
