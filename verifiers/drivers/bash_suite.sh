# SPDX-License-Identifier: Apache-2.0
# A suite whose shell never runs a line of the candidate's: a shell has no place to hide a nonce in, and everything that
# a suite is written in can be given another meaning. So each call of a function of the candidate's starts a shell of its own
# that loads the candidate and calls it, without the channel.
__assay_size=$(head -c 4 <&3 | od -An -tu1)
read -r -d '' -a __assay_size <<<"$__assay_size"
__assay_nonce=$(head -c $((__assay_size[0] << 24 | __assay_size[1] << 16 | __assay_size[2] << 8 | __assay_size[3])) <&3)
__assay_nonce=${__assay_nonce#*\"nonce\":\"}
__assay_nonce=${__assay_nonce:0:32}
__assay_pid=$BASHPID
__assay_folder=${BASH_SOURCE[0]%/*}
[ "$__assay_folder" = "${BASH_SOURCE[0]}" ] && __assay_folder=.
__assay_shell=$BASH
__assay_suite=$(cat "$__assay_folder/suite.sh")
rm -f "$__assay_folder/suite.sh" "${BASH_SOURCE[0]}" # The answers are in it.
__assay_candidate=$(cat "$__assay_folder/candidate.sh")
readonly __assay_nonce __assay_pid __assay_folder __assay_shell __assay_candidate

__assay_write() {
  local n=${#1} head
  printf -v head '\\x%02x\\x%02x\\x%02x\\x%02x' $((n >> 24 & 255)) $((n >> 16 & 255)) $((n >> 8 & 255)) $((n & 255))
  printf "$head%s" "$1" >&3
}
__assay_end() {
  local status=$?
  [ "$BASHPID" = "$__assay_pid" ] || return "$status"
  if [ "$status" -ne 0 ]; then
    __assay_write '{"kind":"failed","type":"test","message":"a test failed"}'
    exit 0
  fi
}
if ! __assay_syntax=$("$__assay_shell" -n "$__assay_folder/candidate.sh" 2>&1 3>&-); then
  __assay_write '{"kind":"syntax","message":"bash cannot read it"}'
  exit 0
fi
# What loading prints is not the call's output.
__assay_call='exec 4>&1 5>&2 6<&0 >/dev/null 2>&1 </dev/null
set --
source "$__assay_file"
exec >&4 2>&5 <&6 4>&- 5>&- 6<&-
eval "\"\$__assay_name\" $__assay_words"'
__assay_ask() {
  local __assay_name=$1
  shift
  local __assay_words=${*@Q}
  __assay_file=$__assay_folder/candidate.sh __assay_name=$__assay_name __assay_words=$__assay_words \
    "$__assay_shell" -c "$__assay_call" "$__assay_folder/candidate.sh" 3>&-
}
readonly -f __assay_write __assay_end __assay_ask
# Its functions, as far as the suite speaks of them and a shell does not know the name already.
for __assay_name in $(grep -Eo '[A-Za-z_][A-Za-z0-9_]*' <<<"$__assay_candidate" | sort -u); do
  case $__assay_name in __assay_*) continue ;; esac
  [[ $__assay_suite =~ (^|[^A-Za-z0-9_])"$__assay_name"([^A-Za-z0-9_]|$) ]] || continue
  grep -Eq "(^|[^A-Za-z0-9_])(function[[:space:]]+$__assay_name|$__assay_name[[:space:]]*\\(\\))" <<<"$__assay_candidate" || continue
  [ "$__assay_name" = "@ENTRY@" ] || ! type -t "$__assay_name" >/dev/null || continue
  eval "$__assay_name() { __assay_ask $__assay_name \"\$@\"; }"
done
set --
trap __assay_end EXIT
eval "$__assay_suite"
trap - EXIT
__assay_write "{\"kind\":\"done\",\"nonce\":\"$__assay_nonce\"}"
exit 0
