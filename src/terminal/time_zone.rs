//! The local time zone, from `TZ` or from the system, and the time in it.

use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use jiff::tz::TimeZone;

use super::clock::{instant_now, timestamp_now};
use crate::domain::entry::LocalTime;
use crate::platform::bounded_read::read_bounded;
use crate::platform::paths::env_var;
use crate::text::{replace_unsafe, truncate_to_width};

/// The rules of the local zone.
const LOCALTIME_PATH: &str = "/etc/localtime";

/// Folders with the rules of all zones.
const ZONEINFO_FOLDERS: [&str; 4] = [
    "/usr/share/zoneinfo",
    "/usr/lib/zoneinfo",
    "/usr/share/lib/zoneinfo",
    "/etc/zoneinfo",
];

/// Far more than the rules of any time zone.
const MAX_TZIF_BYTES: usize = 256 * 1024;

/// How long the zone is cached, so that a change while the program runs is noticed.
const CACHE_TTL: Duration = Duration::from_mins(1);

thread_local! {
    static CACHED: RefCell<Option<(Instant, TimeZone)>> = const { RefCell::new(None) };
    static WARNING: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// The current time in the time zone of this computer.
pub(crate) fn now() -> LocalTime {
    let timestamp = timestamp_now();
    let zoned = timestamp.to_zoned_datetime(local());
    LocalTime {
        timestamp,
        utc_offset: zoned.offset().seconds(),
        day: zoned.date(),
    }
}

/// The local time zone.
///
/// This is needed before the first frame, so it reads only the rules, one small file. Finding the name of the zone would
/// search all zones.
pub(crate) fn local() -> TimeZone {
    CACHED.with_borrow_mut(|cached| {
        if let Some((since, zone)) = cached
            && since.elapsed() < CACHE_TTL
        {
            return zone.clone();
        }
        let is_first = cached.is_none();
        let zone = read_local();
        if !is_first {
            // The first call already set the warning.
            WARNING.take();
        }
        *cached = Some((instant_now(), zone.clone()));
        zone
    })
}

/// Takes the warning about an invalid `TZ`.
pub(crate) fn take_warning() -> Option<String> {
    WARNING.take()
}

fn read_local() -> TimeZone {
    let Some(value) = env_var("TZ") else {
        return read_tzif(Path::new(LOCALTIME_PATH)).unwrap_or_else(TimeZone::system);
    };
    let zone = value.to_str().and_then(parse);
    zone.unwrap_or_else(|| {
        let local = read_tzif(Path::new(LOCALTIME_PATH));
        let fallback = match local {
            Some(_) => "this computer",
            None => "UTC",
        };
        let value = truncate_to_width(&replace_unsafe(&value.to_string_lossy()), 60);
        WARNING.set(Some(format!(
            "“{value}” isn't a time zone, so days and hours are those of {fallback}. Please look at the variable TZ."
        )));
        local.unwrap_or(TimeZone::UTC)
    })
}

/// Parses a POSIX `TZ` value: a rule, the name of a zone or the path of a file with rules.
///
/// jiff does the same, but would read any path, such as an endless device or a pipe without a writer.
fn parse(value: &str) -> Option<TimeZone> {
    let path = value.strip_prefix(':').unwrap_or(value);
    if path == value
        && let Ok(zone) = TimeZone::posix(value)
    {
        return Some(zone);
    }
    let name = path.rsplit_once("zoneinfo/").map_or(path, |(_, name)| name);
    let is_name_byte = |byte: u8| byte.is_ascii_alphanumeric() || b"_+-".contains(&byte);
    let is_part = |part: &str| !part.is_empty() && part.bytes().all(is_name_byte);
    if name.split('/').all(is_part) {
        let tzdir = env_var("TZDIR").map(PathBuf::from);
        let folders = tzdir.into_iter().chain(ZONEINFO_FOLDERS.map(PathBuf::from));
        let zone = folders.map(|folder| folder.join(name)).find_map(read_tzif);
        // jiff searches folders, which is safe only for those of the system.
        let has_tzdir = std::env::var_os("TZDIR").is_some();
        let zone = zone.or_else(|| (!has_tzdir).then(|| TimeZone::get(name).ok())?);
        if zone.is_some() {
            return zone;
        }
    }
    read_tzif(Path::new(path))
}

/// Reads zone rules from a regular file of limited size.
fn read_tzif(path: impl AsRef<Path>) -> Option<TimeZone> {
    let bytes = read_bounded(path.as_ref(), MAX_TZIF_BYTES).ok()??;
    TimeZone::tzif("Local", &bytes).ok()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn zones_parse_by_posix_rule_name_and_file() {
        let home = tempfile::tempdir().unwrap();
        let file = home.path().join("my zone");
        if let Ok(bytes) = fs::read("/usr/share/zoneinfo/Europe/Berlin") {
            fs::write(&file, bytes).unwrap();
            let file = file.display().to_string();
            for value in [
                "Europe/Berlin",
                ":Europe/Berlin",
                "europe/berlin",
                "/usr/share/zoneinfo/Europe/Berlin",
                ":/usr/share/zoneinfo/Europe/Berlin",
                "../zoneinfo/Europe/Berlin",
                &file,
            ] {
                assert!(parse(value).is_some(), "{value}");
            }
        }
        for value in ["UTC", "CET-1CEST,M3.5.0,M10.5.0/3", "<+03>-3"] {
            assert!(parse(value).is_some(), "{value}");
        }
    }

    #[test]
    fn invalid_zones_are_rejected() {
        let home = tempfile::tempdir().unwrap();
        let large = home.path().join("large");
        fs::File::create(&large).unwrap().set_len(1 << 40).unwrap();
        let (large, folder) = (
            large.display().to_string(),
            home.path().display().to_string(),
        );
        for value in [
            "/dev/zero",
            ":/dev/zero",
            "/dev/tty",
            "Europe/Atlantis",
            ":",
            "/",
            "..",
            "../..",
            "\u{1b}[31m",
            "睡眠",
            "zoneinfo/",
            "Europe/Berlin\n",
            &large,
            &folder,
        ] {
            assert!(parse(value).is_none(), "{value}");
        }
    }
}
