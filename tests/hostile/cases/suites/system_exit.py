# problem: double
# accept: fail
# what: raises SystemExit(0) through the driver
def double(x):
    raise SystemExit(0)
