// problem: suite_rust
// accept: fail undecided
// what: imports assertions of its own over the library's
// needs: rustc
macro_rules! assert_eq { ($($t:tt)*) => {} }
macro_rules! assert { ($($t:tt)*) => {} }
pub(crate) use assert_eq;
pub(crate) use assert;
fn twice(x: i32) -> i32 {
    x
}
