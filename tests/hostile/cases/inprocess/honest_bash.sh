# problem: suite_bash
# accept: accepted
# what: an honest program that changes the language for itself
# needs: bash
set -o pipefail
shopt -s extglob
declare -A table=([2]=4)
twice() {
    local IFS=' '
    if [[ $1 == +([0-9]) && -n ${table[$1]} ]]; then echo "${table[$1]}"; else echo $(( $1 + $1 )); fi
}
