//! The `enough` binary.

use std::process::ExitCode;

fn main() -> ExitCode {
    good_enough::cli::run()
}
