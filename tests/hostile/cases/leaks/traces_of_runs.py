# problem: probe
# accept: accepted
# repeat: 4
# what: leaves files, modes, locks and names in all it can write, and looks for those of earlier runs
import fcntl, os
token = input()
for folder in (".", "/tmp", os.environ.get("TMPDIR", "/tmp"), os.path.expanduser("~"), "/dev/shm", "/var/tmp", "/run", "/"):
    for name in ("trace", ".trace", "trace.d"):
        path = os.path.join(folder, name)
        if os.path.lexists(path):
            print("OPEN", path)
for folder in (".", os.path.expanduser("~"), "/tmp", os.environ.get("TMPDIR", "/tmp"), "/dev/shm"):
    try:
        open(folder + "/.trace", "w").write("x")
        os.mkdir(folder + "/trace.d", 0o700)
        os.symlink("/nowhere", folder + "/trace")
        fcntl.flock(os.open(folder, os.O_RDONLY), fcntl.LOCK_EX)
    except OSError:
        pass
print(token, "CLOSED")
