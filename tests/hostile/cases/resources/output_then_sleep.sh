# problem: sum
# slow: yes
# accept: time_limit
# what: the right answer, then sleepers in new sessions that hold the output open
read a b
echo $((a + b))
for i in 1 2 3; do setsid sleep 60 & done
wait
