# problem: sum
# slow: yes
# accept: time_limit
# what: one call that never comes back, with every signal blocked in Python
import re, signal
signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))
re.match(r"(a|a)*$", "a" * 60 + "b")
