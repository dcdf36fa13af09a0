// SPDX-License-Identifier: Apache-2.0
// A suite in the candidate's own process. What is called @MARK@ bears a name that its text decides, so that it cannot
// say it. Nothing of the candidate's runs before main(): what a linker would run is not taken from it.
#![allow(warnings)]
@CRATES@
#[path = "candidate.rs"]
mod @MARK@_body;

mod @MARK@ {
    use std::io::{Read, Write};

    pub struct Nonce {
        mask: [u8; 32],
        masked: [u8; 32],
    }

    pub struct Channel(std::fs::File);

    impl Channel {
        pub fn new() -> Channel {
            use std::os::unix::io::FromRawFd;
            Channel(unsafe { std::fs::File::from_raw_fd(3) })
        }

        fn read(&mut self, n: usize) -> Vec<u8> {
            let mut bytes = vec![0; n];
            if self.0.read_exact(&mut bytes).is_err() {
                std::process::exit(70);
            }
            bytes
        }

        pub fn take_nonce(&mut self) -> Nonce {
            let head = self.read(4);
            let mut hello = self.read(u32::from_be_bytes([head[0], head[1], head[2], head[3]]) as usize);
            let mut nonce = Nonce { mask: [0; 32], masked: [0; 32] };
            std::fs::File::open("/dev/urandom").and_then(|mut f| f.read_exact(&mut nonce.mask)).unwrap();
            let key = b"\"nonce\":\"";
            let at = hello.windows(key.len()).position(|w| w == key).unwrap() + key.len();
            for i in 0..32 {
                nonce.masked[i] = hello[at + i] ^ nonce.mask[i];
            }
            for byte in hello.iter_mut() {
                unsafe { std::ptr::write_volatile(byte, 0) };
            }
            nonce
        }

        pub fn write(&mut self, payload: &[u8]) {
            let mut frame = (payload.len() as u32).to_be_bytes().to_vec();
            frame.extend_from_slice(payload);
            if self.0.write_all(&frame).is_err() {
                std::process::exit(70);
            }
        }

        pub fn report_done(&mut self, nonce: &Nonce) {
            let mut done = b"{\"kind\":\"done\",\"nonce\":\"".to_vec();
            for i in 0..32 {
                done.push(nonce.masked[i] ^ nonce.mask[i]);
            }
            done.extend_from_slice(b"\"}");
            self.write(&done);
        }
    }

    /// What a test gives back: nothing, or a result that must be Ok.
    pub trait Outcome {
        fn check(self);
    }

    impl Outcome for () {
        fn check(self) {}
    }

    impl<T, E: std::fmt::Debug> Outcome for Result<T, E> {
        fn check(self) {
            if let Err(error) = self {
                panic!("assertion failed: the test returned Err({:?})", error)
            }
        }
    }

    pub fn holds<T: Outcome>(test: impl FnOnce() -> T) {
        test().check()
    }

    /// For #[should_panic(expected = "..")].
    pub fn panics<T: Outcome>(test: impl FnOnce() -> T, expected: &str) {
        let run = std::panic::AssertUnwindSafe(|| test().check());
        let error = match std::panic::catch_unwind(run) {
            Ok(()) => panic!("assertion failed: the test did not panic"),
            Err(error) => error,
        };
        if !text_of(&*error).contains(expected) {
            panic!("assertion failed: the test panicked with other words: {}", text_of(&*error))
        }
    }

    fn text_of(error: &(dyn std::any::Any + Send)) -> String {
        match (error.downcast_ref::<String>(), error.downcast_ref::<&str>()) {
            (Some(s), _) => s.clone(),
            (_, Some(s)) => s.to_string(),
            _ => String::new(),
        }
    }

    /// The word for a panic: an assertion is one whose message says so.
    pub fn describe(error: &(dyn std::any::Any + Send)) -> String {
        let text = text_of(error);
        let kind = if text.starts_with("assertion ") { "failed" } else { "raised" };
        let mut out = format!("{{\"kind\":\"{}\",\"type\":\"panic\",\"message\":\"", kind);
        for c in text.chars().take(400) {
            match c {
                '"' | '\\' => {
                    out.push('\\');
                    out.push(c);
                }
                ' '..='~' => out.push(c),
                _ => out.push(' '),
            }
        }
        out + "\"}"
    }
}

fn main() {
    let mut channel = @MARK@::Channel::new();
    let nonce = channel.take_nonce();
    let result = std::panic::catch_unwind(|| @MARK@_body::@MARK@_suite::@MARK@_run());
    match result {
        Ok(()) => channel.report_done(&nonce),
        Err(error) => channel.write(@MARK@::describe(&*error).as_bytes()),
    }
}
