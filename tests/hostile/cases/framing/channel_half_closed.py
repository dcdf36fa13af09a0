# problem: add
# accept: fail
# what: shuts the channel for writing, then answers
import socket
def add(a, b):
    socket.socket(fileno=3).shutdown(socket.SHUT_WR)
    return a + b
