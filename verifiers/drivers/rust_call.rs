// SPDX-License-Identifier: Apache-2.0
// Calls one function of the candidate's and sends plain data back. Arguments are read by the types of its parameters. The
// expected value is not in this process.
#![allow(warnings)]
@CRATES@
#[path = "candidate.rs"]
mod @MARK@_body;

mod @MARK@ {
    use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};
    use std::hash::Hash;
    use std::io::{Read, Write};

    pub struct Mismatch(pub String);
    pub struct TooLarge(pub String);

    pub struct Reader {
        bytes: Vec<u8>,
        at: usize,
    }

    fn mismatch<T>(kind: char, wanted: &str) -> T {
        std::panic::panic_any(Mismatch(format!("an argument of kind {} for a parameter of type {}", kind, wanted)))
    }

    impl Reader {
        pub fn field(&mut self) -> String {
            let start = self.at;
            while self.bytes[self.at] != b';' {
                self.at += 1;
            }
            self.at += 1;
            String::from_utf8_lossy(&self.bytes[start..self.at - 1]).into_owned()
        }

        pub fn block(&mut self) -> Vec<u8> {
            let n: usize = self.field().parse().unwrap();
            self.at += n;
            self.bytes[self.at - n..self.at].to_vec()
        }

        fn kind(&mut self) -> char {
            self.at += 1;
            self.bytes[self.at - 1] as char
        }

        fn count(&mut self, kinds: &str, wanted: &str) -> usize {
            let kind = self.kind();
            if !kinds.contains(kind) {
                mismatch::<()>(kind, wanted);
            }
            self.field().parse().unwrap()
        }

        pub fn begin_arguments(&mut self, n: usize) {
            if self.count("L", "arguments") != n {
                std::panic::panic_any(Mismatch("another number of arguments than it has parameters".to_string()));
            }
        }
    }

    pub struct Writer {
        pub text: String,
        pub budget: usize,
        pub error: Option<String>,
    }

    impl Writer {
        fn add(&mut self, text: &str) {
            if text.len() > self.budget {
                std::panic::panic_any(TooLarge("more than the output limit".to_string()));
            }
            self.budget -= text.len();
            self.text.push_str(text);
        }

        fn items<'a, T: Encode + 'a>(&mut self, open: &str, items: impl Iterator<Item = &'a T>, close: &str) {
            self.add(open);
            for (i, item) in items.enumerate() {
                if i > 0 {
                    self.add(",");
                }
                item.encode(self);
            }
            self.add(close);
        }

        fn pairs<'a, K: Encode + 'a, V: Encode + 'a>(&mut self, pairs: impl Iterator<Item = (&'a K, &'a V)>) {
            self.add("{\"$dict\":[");
            for (i, (key, value)) in pairs.enumerate() {
                self.add(if i > 0 { ",[" } else { "[" });
                key.encode(self);
                self.add(",");
                value.encode(self);
                self.add("]");
            }
            self.add("]}");
        }
    }

    pub fn quote(text: &str) -> String {
        let mut out = String::from("\"");
        for c in text.chars() {
            match c {
                '"' | '\\' => {
                    out.push('\\');
                    out.push(c);
                }
                c if (c as u32) < 0x20 => out.push_str(&format!("\\u{:04x}", c as u32)),
                c => out.push(c),
            }
        }
        out.push('"');
        out
    }

    pub trait Decode: Sized {
        fn decode(r: &mut Reader) -> Self;
    }
    pub trait Encode {
        fn encode(&self, w: &mut Writer);
    }

    macro_rules! integers {
        ($($t:ty)*) => {$(
            impl Decode for $t {
                fn decode(r: &mut Reader) -> Self {
                    let kind = r.kind();
                    if kind != 'I' {
                        return mismatch(kind, stringify!($t));
                    }
                    let text = r.field();
                    match text.parse() {
                        Ok(n) => n,
                        Err(_) => std::panic::panic_any(Mismatch(format!("the integer {} for a parameter that cannot hold it", text))),
                    }
                }
            }
            impl Encode for $t {
                fn encode(&self, w: &mut Writer) {
                    w.add(&self.to_string());
                }
            }
        )*};
    }
    integers!(i8 i16 i32 i64 i128 isize u8 u16 u32 u64 u128 usize);

    macro_rules! floats {
        ($($t:ty)*) => {$(
            impl Decode for $t {
                fn decode(r: &mut Reader) -> Self {
                    let kind = r.kind();
                    if kind != 'D' && kind != 'I' {
                        return mismatch(kind, stringify!($t));
                    }
                    r.field().parse().unwrap()
                }
            }
            impl Encode for $t {
                fn encode(&self, w: &mut Writer) {
                    if self.is_nan() {
                        w.add("{\"$float\":\"nan\"}");
                    } else if self.is_infinite() {
                        w.add(if *self > 0.0 { "{\"$float\":\"inf\"}" } else { "{\"$float\":\"-inf\"}" });
                    } else {
                        w.add(&format!("{:?}", self));
                    }
                }
            }
        )*};
    }
    floats!(f32 f64);

    impl Decode for bool {
        fn decode(r: &mut Reader) -> Self {
            match r.kind() {
                'T' => true,
                'F' => false,
                kind => mismatch(kind, "bool"),
            }
        }
    }
    impl Encode for bool {
        fn encode(&self, w: &mut Writer) {
            w.add(if *self { "true" } else { "false" });
        }
    }
    impl Decode for String {
        fn decode(r: &mut Reader) -> Self {
            match r.kind() {
                'S' => match String::from_utf8(r.block()) {
                    Ok(text) => text,
                    Err(_) => mismatch('S', "String"),
                },
                kind => mismatch(kind, "String"),
            }
        }
    }
    impl Encode for str {
        fn encode(&self, w: &mut Writer) {
            w.add(&quote(self));
        }
    }
    impl Encode for String {
        fn encode(&self, w: &mut Writer) {
            self.as_str().encode(w);
        }
    }
    impl Decode for char {
        fn decode(r: &mut Reader) -> Self {
            let text = String::decode(r);
            let mut chars = text.chars();
            match (chars.next(), chars.next()) {
                (Some(c), None) => c,
                _ => mismatch('S', "char"),
            }
        }
    }
    impl Encode for char {
        fn encode(&self, w: &mut Writer) {
            w.add(&quote(&self.to_string()));
        }
    }
    impl Decode for &'static str {
        fn decode(r: &mut Reader) -> Self {
            Box::leak(String::decode(r).into_boxed_str())
        }
    }
    impl<T: Decode> Decode for &'static [T] {
        fn decode(r: &mut Reader) -> Self {
            Box::leak(Vec::<T>::decode(r).into_boxed_slice())
        }
    }
    impl<T: Encode + ?Sized> Encode for &T {
        fn encode(&self, w: &mut Writer) {
            (**self).encode(w);
        }
    }
    impl<T: Encode + ?Sized> Encode for &mut T {
        fn encode(&self, w: &mut Writer) {
            (**self).encode(w);
        }
    }
    impl<T: Decode> Decode for Box<T> {
        fn decode(r: &mut Reader) -> Self {
            Box::new(T::decode(r))
        }
    }
    impl<T: Encode + ?Sized> Encode for Box<T> {
        fn encode(&self, w: &mut Writer) {
            (**self).encode(w);
        }
    }
    impl<T: Decode> Decode for Option<T> {
        fn decode(r: &mut Reader) -> Self {
            if r.bytes[r.at] == b'N' {
                r.at += 1;
                return None;
            }
            Some(T::decode(r))
        }
    }
    impl<T: Encode> Encode for Option<T> {
        fn encode(&self, w: &mut Writer) {
            match self {
                Some(value) => value.encode(w),
                None => w.add("null"),
            }
        }
    }
    impl<T: Encode, E: std::fmt::Debug> Encode for Result<T, E> {
        fn encode(&self, w: &mut Writer) {
            match self {
                Ok(value) => value.encode(w),
                Err(error) => w.error = Some(format!("{:?}", error)),
            }
        }
    }
    impl Encode for () {
        fn encode(&self, w: &mut Writer) {
            w.add("null");
        }
    }

    macro_rules! sequences {
        ($($t:ident $add:ident [$($bound:path),*] $open:literal $close:literal;)*) => {$(
            impl<T: Decode $(+ $bound)*> Decode for $t<T> {
                fn decode(r: &mut Reader) -> Self {
                    let n = r.count("LPE", stringify!($t));
                    let mut items = $t::new();
                    for _ in 0..n {
                        items.$add(T::decode(r));
                    }
                    items
                }
            }
            impl<T: Encode> Encode for $t<T> {
                fn encode(&self, w: &mut Writer) {
                    w.items($open, self.iter(), $close);
                }
            }
        )*};
    }
    sequences! {
        Vec push [] "[" "]";
        VecDeque push_back [] "[" "]";
        HashSet insert [Eq, Hash] "{\"$set\":[" "]}";
        BTreeSet insert [Ord] "{\"$set\":[" "]}";
    }
    impl<T: Encode> Encode for [T] {
        fn encode(&self, w: &mut Writer) {
            w.items("[", self.iter(), "]");
        }
    }
    impl<T: Encode, const N: usize> Encode for [T; N] {
        fn encode(&self, w: &mut Writer) {
            w.items("[", self.iter(), "]");
        }
    }
    impl<T: Decode, const N: usize> Decode for [T; N] {
        fn decode(r: &mut Reader) -> Self {
            match Vec::<T>::decode(r).try_into() {
                Ok(items) => items,
                Err(_) => mismatch('L', "an array of another length"),
            }
        }
    }

    macro_rules! mappings {
        ($($t:ident [$($bound:path),*];)*) => {$(
            impl<K: Decode $(+ $bound)*, V: Decode> Decode for $t<K, V> {
                fn decode(r: &mut Reader) -> Self {
                    let n = r.count("M", stringify!($t));
                    let mut map = $t::new();
                    for _ in 0..n {
                        let key = K::decode(r);
                        map.insert(key, V::decode(r));
                    }
                    map
                }
            }
            impl<K: Encode, V: Encode> Encode for $t<K, V> {
                fn encode(&self, w: &mut Writer) {
                    w.pairs(self.iter());
                }
            }
        )*};
    }
    mappings! {
        HashMap [Eq, Hash];
        BTreeMap [Ord];
    }

    macro_rules! tuples {
        ($($n:literal: $($t:ident $i:tt),*;)*) => {$(
            impl<$($t: Decode),*> Decode for ($($t,)*) {
                fn decode(r: &mut Reader) -> Self {
                    if r.count("LP", "a tuple") != $n {
                        return mismatch('P', "a tuple of another length");
                    }
                    ($($t::decode(r),)*)
                }
            }
            impl<$($t: Encode),*> Encode for ($($t,)*) {
                fn encode(&self, w: &mut Writer) {
                    w.add("{\"$tuple\":[");
                    $(
                        if $i > 0 {
                            w.add(",");
                        }
                        self.$i.encode(w);
                    )*
                    w.add("]}");
                }
            }
        )*};
    }
    tuples! {
        1: A 0;
        2: A 0, B 1;
        3: A 0, B 1, C 2;
        4: A 0, B 1, C 2, D 3;
        5: A 0, B 1, C 2, D 3, E 4;
        6: A 0, B 1, C 2, D 3, E 4, F 5;
    }

    pub fn start() -> Reader {
        use std::os::unix::io::FromRawFd;
        let mut file = std::mem::ManuallyDrop::new(unsafe { std::fs::File::from_raw_fd(3) });
        let mut head = [0; 4];
        let mut bytes = vec![];
        if file.read_exact(&mut head).is_ok() {
            bytes.resize(u32::from_be_bytes(head) as usize, 0);
        }
        if file.read_exact(&mut bytes).is_err() || bytes.is_empty() {
            std::process::exit(70);
        }
        Reader { bytes, at: 0 }
    }

    pub fn send(nonce: &str, body: &str) {
        use std::os::unix::io::FromRawFd;
        let mut file = std::mem::ManuallyDrop::new(unsafe { std::fs::File::from_raw_fd(3) });
        let payload = format!("{{\"nonce\":\"{}\",{}}}", nonce, body);
        let mut frame = (payload.len() as u32).to_be_bytes().to_vec();
        frame.extend_from_slice(payload.as_bytes());
        if file.write_all(&frame).is_err() {
            std::process::exit(70);
        }
    }

    pub fn raised(name: &str, is_builtin: bool, message: &str) -> String {
        let clean: String = message.chars().take(500).map(|c| if (' '..='~').contains(&c) { c } else { ' ' }).collect();
        format!("\"kind\":\"raised\",\"type\":{},\"builtin\":{},\"message\":{},\"line\":0", quote(name), is_builtin, quote(&clean))
    }

    pub fn describe(error: &(dyn std::any::Any + Send)) -> String {
        if let Some(m) = error.downcast_ref::<Mismatch>() {
            return raised("TypeError", false, &m.0);
        }
        if let Some(m) = error.downcast_ref::<TooLarge>() {
            return format!("\"kind\":\"too_large\",\"what\":{}", quote(&m.0));
        }
        match (error.downcast_ref::<String>(), error.downcast_ref::<&str>()) {
            (Some(text), _) => raised("panic", true, text),
            (_, Some(text)) => raised("panic", true, text),
            _ => raised("panic", true, ""),
        }
    }
}

fn main() {
    let mut r = @MARK@::start();
    let nonce = r.field();
    let budget: usize = r.field().parse().unwrap();
    let wants_arg0 = r.field() == "1";
    r.block();
    let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        let mut w = @MARK@::Writer { text: String::new(), budget, error: None };
        w.text.push_str("\"kind\":\"value\",\"value\":");
        @MARK@_body::@MARK@_call(&mut r, &mut w, wants_arg0);
        match w.error {
            Some(error) => @MARK@::raised("Err", true, &error),
            None => w.text,
        }
    }));
    let body = match result {
        Ok(body) => body,
        Err(error) => @MARK@::describe(&*error),
    };
    @MARK@::send(&nonce, &body);
    @MARK@::send(&nonce, "\"kind\":\"done\"");
    std::process::exit(0);
}
