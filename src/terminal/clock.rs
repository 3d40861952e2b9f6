//! The clock, the only place that reads the system time. Everything else gets the time as an argument.

use std::time::Instant;

use jiff::Timestamp;

use super::time_zone;
use crate::domain::entry::LocalTime;

/// The current time in the time zone of this computer.
#[expect(
    clippy::disallowed_methods,
    reason = "everything else gets the time from here"
)]
pub(crate) fn now() -> LocalTime {
    let timestamp = Timestamp::now();
    let zoned = timestamp.to_zoned_datetime(time_zone::local());
    LocalTime {
        timestamp,
        utc_offset: zoned.offset().seconds(),
        day: zoned.date(),
    }
}

/// The current instant, to measure durations.
#[expect(
    clippy::disallowed_methods,
    reason = "everything else gets durations from the terminal"
)]
pub(super) fn instant_now() -> Instant {
    Instant::now()
}
