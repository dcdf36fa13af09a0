# problem: add
# accept: any
# what: sends descriptors to the worker over the channel, the channel's own among them
import array, os, socket
def add(a, b):
    s = socket.socket(fileno=os.dup(3))
    for _ in range(300):
        fds = array.array("i", [3, 0, 1, os.open("/dev/null", os.O_RDONLY)])
        try:
            s.sendmsg([b"\0"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, fds)], socket.MSG_DONTWAIT)
        except OSError:
            break
    return 0
