import core.stdc.stdlib : exit;
import std.conv, std.range, std.stdio, std.string;

long work()
{
	long[] a;
	long x = 1, sum = 0;
	foreach (i; 0 .. 1_000_000)
		a ~= x = x * 16807 % 2147483647;
	foreach (i, v; a)
		sum += v * (i % 3);
	return sum;
}

void main()
{
	switch (readln.strip)
	{
	case "sum": writeln(readln.strip.to!long + readln.strip.to!long); break;
	case "echo": writeln(readln.strip, " → ✓"); break;
	case "work": writeln(work()); break;
	case "exit": exit(3); break;
	case "crash": throw new Exception("crash");
	case "spin": for (;;) {}
	case "hog":
		ubyte[][] all;
		for (;;)
		{
			auto block = new ubyte[1 << 20];
			block[] = 1;
			all ~= block;
		}
	case "flood": for (;;) writeln("flood");
	default:
	}
}
