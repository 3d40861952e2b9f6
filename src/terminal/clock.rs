//! The clock, the only place that reads the system time. Everything else gets the time as an argument.

use std::time::Instant;

use jiff::Timestamp;

/// The current time.
#[expect(
    clippy::disallowed_methods,
    reason = "everything else gets the time from here"
)]
pub(super) fn timestamp_now() -> Timestamp {
    Timestamp::now()
}

/// The current instant, to measure durations.
#[expect(
    clippy::disallowed_methods,
    reason = "everything else gets durations from the terminal"
)]
pub(crate) fn instant_now() -> Instant {
    Instant::now()
}
