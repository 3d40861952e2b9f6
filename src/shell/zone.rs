//! The time zone of this computer.

use std::cell::RefCell;
use std::fs;
use std::time::{Duration, Instant};

use jiff::tz::TimeZone;

use super::monotonic;

/// Where systems keep the rules of the zone they are in.
const LOCAL: &str = "/etc/localtime";

/// Who travels with the program open is where they are after so long.
const GOOD_FOR: Duration = Duration::from_mins(1);

thread_local! {
    static KNOWN: RefCell<Option<(Instant, TimeZone)>> = const { RefCell::new(None) };
}

/// The zone this computer is in.
///
/// It is asked for before the first frame. To tell its name one would have to look through the names of all zones
/// there are; its rules alone are one small file.
pub fn here() -> TimeZone {
    KNOWN.with_borrow_mut(|known| {
        if let Some((since, zone)) = known
            && since.elapsed() < GOOD_FOR
        {
            return zone.clone();
        }
        let zone = read();
        *known = Some((monotonic(), zone.clone()));
        zone
    })
}

fn read() -> TimeZone {
    let is_named = std::env::var_os("TZ").is_some();
    let rules = fs::read(LOCAL).ok().filter(|_| !is_named);
    let local = rules.and_then(|rules| TimeZone::tzif("Local", &rules).ok());
    local.unwrap_or_else(TimeZone::system)
}
