// problem: sum
// accept: fail
// what: includes a file of the host's, for its content in the diagnostics
#include "@CANARY@"
int main(void) { return 0; }
