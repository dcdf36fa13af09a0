# problem: add
# accept: fail
# what: source that is nested deeper than the parser's stack, and folded constants of gigabytes
x = eval("(" * 100000 + ")" * 100000)
def add(a, b):
    return ("a" * 4096) * 4096 * 4096
