// problem: sum
// accept: fail
// what: includes devices without an end
#include "/dev/zero"
#include "/dev/urandom"
int main(void) { return 0; }
