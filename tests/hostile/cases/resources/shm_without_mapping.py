# problem: sum
# accept: fail
# what: fills /dev/shm, /tmp, home and work folder at once through files without a name
import os
kept = []
while True:
    wrote = 0
    for folder in ("/dev/shm", os.environ.get("TMPDIR", "/tmp"), os.path.expanduser("~"), "."):
        try:
            fd = os.open(folder, os.O_TMPFILE | os.O_RDWR, 0o600)
            kept.append(fd)
            wrote += os.write(fd, b"x" * (8 << 20))
        except OSError:
            pass
    if not wrote:
        os._exit(9)
