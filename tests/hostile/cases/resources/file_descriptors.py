# problem: sum
# accept: any
# what: raises its own limit of descriptors and uses all of it in many processes
import os, resource
soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
try:
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    resource.setrlimit(resource.RLIMIT_NOFILE, (1 << 20, 1 << 20))
    os._exit(3)
except (ValueError, OSError):
    pass
for _ in range(10):
    if os.fork() == 0:
        try:
            while True:
                os.open("/dev/null", os.O_RDONLY)
        except OSError:
            import time
            time.sleep(5)
            os._exit(0)
print(sum(map(int, input().split())))
