//! Parses the command line, finds the places and runs one command.

fn main() {}
