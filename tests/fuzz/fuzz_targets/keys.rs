#![no_main]

#[path = "../targets/keys.rs"]
mod keys;

libfuzzer_sys::fuzz_target!(|data: &[u8]| keys::run(data));
