<?php
function work(): int {
    $a = [];
    for ($i = 0, $x = 1; $i < 1000000; $i++) $a[] = $x = $x * 16807 % 2147483647;
    $sum = 0;
    foreach ($a as $i => $v) $sum += $v * ($i % 3);
    return $sum;
}

function line(): string { return rtrim((string)fgets(STDIN), "\n"); }

switch (line()) {
    case "sum": echo (int)line() + (int)line(), "\n"; break;
    case "echo": $line = line(); assert(mb_strlen($line) === 8); echo $line, " → ✓\n"; break;
    case "work": echo work(), "\n"; break;
    case "exit": exit(3);
    case "crash": throw new Exception("crash");
    case "spin": for (;;);
    case "hog": for ($all = [];;) $all[] = str_repeat("x", 1 << 20);
    case "flood": for (;;) echo "flood\n";
}
