// problem: sum
// accept: fail
// what: initialised data of 300 megabytes: object, linker and taken file
char giant[300000000] = {1};
int main(void) { return giant[5]; }
