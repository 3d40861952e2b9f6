#![no_main]

#[path = "../targets/sync.rs"]
mod sync;

libfuzzer_sys::fuzz_target!(|data: &[u8]| sync::run(data));
