// problem: sum
// slow: yes
// accept: fail
// what: includes what would block: its own standard output and error
#include "/dev/stdout"
#include "/proc/self/fd/1"
#include "/proc/self/fd/2"
int main(void) { return 0; }
