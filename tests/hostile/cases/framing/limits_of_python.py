# problem: add
# accept: fail
# what: leaves the driver no stack, no digits, no descriptors and no memory to report with
import resource, sys
def add(a, b):
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (1 << 20, 1 << 20))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    sys.set_int_max_str_digits(640)
    sys.setrecursionlimit(60)
    return 10 ** 700
