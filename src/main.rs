//! Parses the command line, finds the places and runs one command.

use std::process::ExitCode;

fn main() -> ExitCode {
    good_enough::cli::run()
}
