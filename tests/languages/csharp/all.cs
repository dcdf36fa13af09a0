using System;
using System.Collections.Generic;
using System.Linq;

class Program {
	static long Work() {
		long x = 1;
		var a = new List<long>();
		for (int i = 0; i < 1000000; i++)
			a.Add(x = x * 16807 % 2147483647);
		return a.Select((v, i) => v * (i % 3)).Sum();
	}

	static void Main() {
		switch (Console.ReadLine()) {
		case "sum": Console.WriteLine(long.Parse(Console.ReadLine()) + long.Parse(Console.ReadLine())); break;
		case "echo": Console.WriteLine(Console.ReadLine() + " → ✓"); break;
		case "work": Console.WriteLine(Work()); break;
		case "exit": Environment.Exit(3); break;
		case "crash": throw new Exception("crash");
		case "spin": for (;;);
		case "hog":
			var all = new List<byte[]>();
			for (;;) {
				var block = new byte[1 << 20];
				for (int i = 0; i < block.Length; i += 4096)
					block[i] = 1;
				all.Add(block);
			}
		case "flood": for (;;) Console.WriteLine("flood");
		}
	}
}
