// problem: roomy
// accept: fail
// needs: rustc
// what: the compiler's own includes, of host files and of an endless device, and its environment
const A: &str = include_str!("@CANARY@");
const B: &[u8] = include_bytes!("/dev/zero");
const C: &str = env!("HOSTILE_API_KEY");
include!("/etc/shadow");
fn main() { println!("{} {} {}", A, B.len(), C); }
