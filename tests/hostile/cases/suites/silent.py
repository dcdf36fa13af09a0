# problem: double
# slow: yes
# accept: time_limit
# what: never answers, without any CPU time
import time
def double(x):
    time.sleep(1000)
