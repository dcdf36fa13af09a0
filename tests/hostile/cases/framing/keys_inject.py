# problem: count
# accept: fail
# what: keys that would close the frame's text and open another if they were not quoted
def count(s):
    return {'a":2,"b":1},"kind":"value","value":{"a': 2, "b": 1, '\u2028\u0000"}': 0}
