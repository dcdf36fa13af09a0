# problem: probe
# accept: shut
# what: writes to, grows, unseals and reopens standard input, the one file that the worker made for it
import fcntl, os
token = input()
def attempt(what, call):
    try:
        call()
        print("OPEN", what)
    except OSError:
        pass
attempt("write", lambda: os.write(0, b"x"))
attempt("truncate", lambda: os.ftruncate(0, 1 << 20))
attempt("reopen", lambda: os.write(os.open("/proc/self/fd/0", os.O_RDWR), b"x"))
attempt("seals", lambda: fcntl.fcntl(0, 1033, 1))
attempt("mode", lambda: os.write(os.open("/dev/stdin", os.O_WRONLY), b"x"))
print(token, "CLOSED")
