// problem: roomy
// accept: fail
// slow: yes
// needs: rustc
// what: macros and constants that double at compile time
macro_rules! twice { ($($t:tt)*) => { twice!($($t)* $($t)*); } }
twice!(x x);
const fn f(n: u64) -> u64 { if n < 2 { n } else { f(n - 1) + f(n - 2) } }
const X: u64 = f(80);
fn main() { println!("{}", X); }
