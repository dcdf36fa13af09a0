import * as fs from "fs";

const [command, ...lines]: string[] = fs.readFileSync(0, "utf8").split("\n");

function work(): number {
  const a: number[] = [];
  let x = 1;
  for (let i = 0; i < 1e6; i++) a.push((x = (x * 16807) % 2147483647));
  return a.reduce((sum: number, v: number, i: number) => sum + v * (i % 3), 0);
}

switch (command) {
  case "sum": console.log(Number(lines[0]) + Number(lines[1])); break;
  case "echo": console.log(lines[0] + " → ✓"); break;
  case "work": console.log(work()); break;
  case "exit": process.exit(3);
  case "crash": throw new Error("crash");
  case "spin": for (;;);
  case "hog": for (const all: Buffer[] = []; ;) all.push(Buffer.alloc(1 << 20, 1));
  case "flood": for (;;) fs.writeSync(1, "flood\n");
}
