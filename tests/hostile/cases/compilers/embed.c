// problem: sum
// accept: fail
// what: #embed of a host's file and of an endless device, where the compiler knows it
static const char taken[] = {
#embed "@CANARY@"
#embed "/dev/zero" limit(99999999999)
};
int main(void) { return taken[0]; }
