# problem: double
# accept: fail
# what: raises what ends loops, generators and skips tests
errors = [StopIteration, GeneratorExit, StopAsyncIteration, KeyboardInterrupt]
def double(x):
    raise errors[hash(x) % 4]
