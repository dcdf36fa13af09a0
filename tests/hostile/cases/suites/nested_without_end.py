# problem: double
# accept: fail
# what: an answer nested a hundred thousand deep, and one inside itself
def double(x):
    a = []
    a.append(a)
    for _ in range(100000):
        a = [a]
    return a
