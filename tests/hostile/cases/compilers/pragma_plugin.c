// problem: sum
// accept: fail
// what: asks for compiler plugins, specs, wrappers and other options from inside the source
#pragma GCC plugin "./plugin.so"
#pragma GCC optimize("-fplugin=./plugin.so")
#pragma GCC optimize("-wrapper=sh,-c,id")
#pragma GCC dependency "/etc/shadow"
__attribute__((optimize("-fplugin=./plugin.so"))) int f(void) { return 1; }
int main(void)
{
	return 9 + f();
}
@@ plugin.so
not a plugin
@@ specs
*link:
-plugin /box/plugin.so
