# problem: sum
# accept: fail
# what: the shell expands a billion words before it runs anything
echo {1..999999999} | wc -c
