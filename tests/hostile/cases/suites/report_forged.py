# problem: double
# accept: fail
# what: sends the suite's report on the candidate's channel
import os
def double(x):
    text = b'{"op":"report","bits":"1111","ran":4,"calls":7}'
    os.write(3, len(text).to_bytes(4, "big") + text)
    return None
