# problem: double
# accept: fail
# what: answers of megabytes, nested and many, to break the suite's side
def double(x):
    if x is None:
        raise TypeError
    return {str(i): [i] * 50 for i in range(100000)}
