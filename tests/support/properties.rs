//! The configuration of all property tests.

use proptest::test_runner::Config;

/// Writes no seed files: a failure prints its shortest input, which then becomes an example test.
pub fn config() -> Config {
    Config {
        failure_persistence: None,
        ..Config::default()
    }
}
