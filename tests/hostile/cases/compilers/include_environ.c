// problem: sum
// accept: fail
// what: includes its compiler's environment, command line, maps and standard input
#include "/proc/self/environ"
#include "/proc/self/cmdline"
#include "/proc/self/maps"
#include "/dev/stdin"
#include "/proc/1/environ"
#include "/etc/shadow"
int main(void) { return 0; }
