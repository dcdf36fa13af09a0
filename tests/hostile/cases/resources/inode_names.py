# problem: sum
# accept: any
# what: names that break whoever cleans up: newlines, bytes that are no text, 255 long, a loop of links, folders without rights
import os
print(sum(map(int, input().split())))
for name in (b"a\nb", b"\xff\xfe", b"-rf", b"*", b"n" * 255, b"'\"; rm -rf ~"):
    os.mkdir(name)
    os.chdir(name)
    os.symlink(b"..", b"up")
    os.symlink(b"loop", b"loop")
    os.mkfifo(b"fifo")
    try:
        os.chmod(b".", 0)
    except OSError:
        pass
    try:
        os.chdir(b"..")
    except OSError:
        break
