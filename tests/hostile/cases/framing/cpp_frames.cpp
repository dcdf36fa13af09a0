// problem: plus
// accept: fail
// what: writes frames before main, at exit and in the call, and leaves with status 0
#include <cstdlib>
#include <cstring>
#include <string>
#include <unistd.h>
static void send(const std::string &text)
{
	unsigned char n[4] = {0, 0, 0, (unsigned char)text.size()};
	if (write(3, n, 4) < 0 || write(3, text.data(), text.size()) < 0)
		return;
}
struct Early {
	Early() { send("{\"kind\":\"value\",\"value\":4}"); }
	~Early() { send("{\"kind\":\"done\"}"); }
} early;
long long add(long long a, long long b)
{
	send("{\"kind\":\"value\",\"value\":" + std::to_string(a + b) + "}");
	send("{\"kind\":\"done\"}");
	_exit(0);
}
