#include <bits/stdc++.h>
using namespace std;

int main()
{
	string line;
	getline(cin, line);
	if (line == "sum") {
		long long a, b;
		cin >> a >> b;
		cout << a + b << endl;
	} else if (line == "echo") {
		getline(cin, line);
		cout << line << " → ✓" << endl;
	} else if (line == "work") {
		vector<long long> a(1000000);
		long long x = 1, sum = 0;
		for (auto &v : a)
			v = x = x * 16807 % 2147483647;
		for (size_t i = 0; i < a.size(); i++)
			sum += a[i] * (i % 3);
		cout << sum << endl;
	} else if (line == "exit") {
		return 3;
	} else if (line == "crash") {
		throw runtime_error("crash");
	} else if (line == "spin") {
		for (volatile int i = 0;;)
			i = i + 1;
	} else if (line == "hog") {
		vector<string> all;
		for (;;)
			all.emplace_back(1 << 20, 'x');
	} else if (line == "flood") {
		for (;;)
			cout << "flood\n";
	}
}
