# problem: sum
# slow: yes
# accept: time_limit
# what: executes itself again before its CPU time counts for much, with the same pid
import os, sys
end = os.times()[0] + 0.05
while os.times()[0] < end:
    pass
os.execv(sys.executable, [sys.executable, *sys.argv])
