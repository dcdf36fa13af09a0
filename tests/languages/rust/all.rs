use std::io::{self, BufRead, Write};

fn work() -> u64 {
    let mut x = 1u64;
    let a: Vec<u64> = (0..1_000_000).map(|_| { x = x * 16807 % 2147483647; x }).collect();
    a.iter().enumerate().map(|(i, v)| v * (i as u64 % 3)).sum()
}

fn main() {
    let lines: Vec<String> = io::stdin().lock().lines().map(|l| l.unwrap()).collect();
    match lines[0].as_str() {
        "sum" => println!("{}", lines[1].parse::<i64>().unwrap() + lines[2].parse::<i64>().unwrap()),
        "echo" => println!("{} → ✓", lines[1]),
        "work" => println!("{}", work()),
        "exit" => std::process::exit(3),
        "crash" => panic!("crash"),
        "spin" => loop { std::hint::spin_loop() },
        "hog" => {
            let mut all = Vec::new();
            loop { all.push(vec![1u8; 1 << 20]); }
        }
        "flood" => loop { io::stdout().write_all(b"flood\n").unwrap(); },
        _ => {}
    }
}
