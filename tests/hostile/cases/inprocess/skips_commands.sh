# problem: suite_bash
# accept: fail undecided
# what: has the shell skip the suite's commands
# needs: bash
twice() { echo 1; }
shopt -s extdebug
set -T
trap '[[ $BASH_COMMAND != run_test* ]]' DEBUG
trap() { :; }
unset() { :; }
