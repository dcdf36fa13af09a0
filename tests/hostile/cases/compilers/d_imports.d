// problem: roomy
// accept: fail
// needs: gdc
// what: string imports of host files and code that runs while it is compiled, without end
import std.stdio;
enum taken = import("@CANARY@");
int spin() { int n; for (;;) n++; return n; }
enum never = spin();
void main() { writeln(taken, never); }
