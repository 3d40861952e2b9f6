//! Has the linker lay together what runs at the start and at the first keys, so that few pages of the program are met
//! then. Where a linker isn't known to understand that, the program is the same, in another order.

use std::env;
use std::path::Path;

fn main() {
    println!("cargo::rerun-if-changed=src/early.ld");
    for name in ["RUSTC_LINKER", "CARGO_ENCODED_RUSTFLAGS"] {
        println!("cargo::rerun-if-env-changed={name}");
    }
    if is("PROFILE", "release") && is("CARGO_CFG_TARGET_OS", "linux") && !is_linker_chosen() {
        let names = Path::new(&said("CARGO_MANIFEST_DIR")).join("src/early.ld");
        println!("cargo::rustc-link-arg-bin=enough=-T{}", names.display());
    }
}

/// Another than the usual one: GNU's or LLVM's, which both read these scripts.
fn is_linker_chosen() -> bool {
    let flags = said("CARGO_ENCODED_RUSTFLAGS");
    env::var_os("RUSTC_LINKER").is_some()
        || ["linker", "fuse-ld"].iter().any(|it| flags.contains(it))
}

fn is(name: &str, value: &str) -> bool {
    said(name) == value
}

fn said(name: &str) -> String {
    env::var(name).unwrap_or_default()
}
