# problem: probe
# accept: shut
# what: reads, writes, renames, links, truncates and changes a file that anybody on the host may change
import os
token = input()
path = "@CANARY@"
def attempt(what, call):
    try:
        call()
        print("OPEN", what)
    except OSError:
        pass
attempt("read", lambda: open(path).read())
attempt("write", lambda: open(path, "a").write("x"))
attempt("truncate", lambda: os.truncate(path, 0))
attempt("read and truncate", lambda: os.open(path, os.O_RDONLY | os.O_TRUNC))
attempt("rename", lambda: os.rename(path, path + "2"))
attempt("link", lambda: os.link(path, "mine"))
attempt("unlink", lambda: os.unlink(path))
attempt("chmod", lambda: os.chmod(path, 0))
attempt("times", lambda: os.utime(path, (0, 0)))
attempt("chown", lambda: os.chown(path, os.getuid(), os.getgid()))
attempt("attribute", lambda: os.setxattr(path, "user.x", b"x"))
attempt("make", lambda: open(os.path.dirname(path) + "/@MARK@-made", "w"))
attempt("folder", lambda: os.mkdir(os.path.dirname(path) + "/@MARK@-folder"))
os.symlink(path, "link")
attempt("through a link", lambda: open("link", "r+"))
attempt("execute", lambda: os.execv(path, [path]))
print(token, "CLOSED")
