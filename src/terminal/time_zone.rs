//! The time zone of this computer.

use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use jiff::tz::TimeZone;

use super::instant_now;
use crate::platform::bounded_read::read_bounded;
use crate::platform::paths::env_var;
use crate::text::{replace_unsafe, truncate_to_width};

/// Where systems keep the rules of the zone they are in.
const LOCALTIME_PATH: &str = "/etc/localtime";

/// Where systems keep the rules of all zones.
const ZONEINFO_FOLDERS: [&str; 4] = [
    "/usr/share/zoneinfo",
    "/usr/lib/zoneinfo",
    "/usr/share/lib/zoneinfo",
    "/etc/zoneinfo",
];

/// Far more than the rules of any time zone.
const MAX_TZIF_BYTES: usize = 256 * 1024;

/// Who travels with the program open is where they are after so long.
const CACHE_TTL: Duration = Duration::from_mins(1);

thread_local! {
    static CACHED: RefCell<Option<(Instant, TimeZone)>> = const { RefCell::new(None) };
    static WARNING: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// The zone this computer is in.
///
/// It is asked for before the first frame. To tell its name one would have to look through the names of all zones
/// there are; its rules alone are one small file.
pub fn local() -> TimeZone {
    CACHED.with_borrow_mut(|known| {
        if let Some((since, zone)) = known
            && since.elapsed() < CACHE_TTL
        {
            return zone.clone();
        }
        let is_first = known.is_none();
        let zone = read_local();
        if !is_first {
            // It was told, and stays as it is.
            WARNING.take();
        }
        *known = Some((instant_now(), zone.clone()));
        zone
    })
}

/// What is wrong with the zone that was named, in a sentence; it is told once.
pub fn take_warning() -> Option<String> {
    WARNING.take()
}

fn read_local() -> TimeZone {
    let Some(named) = env_var("TZ") else {
        return read_tzif(Path::new(LOCALTIME_PATH)).unwrap_or_else(TimeZone::system);
    };
    let zone = named.to_str().and_then(parse);
    zone.unwrap_or_else(|| {
        let local = read_tzif(Path::new(LOCALTIME_PATH));
        let whose = match local {
            Some(_) => "this computer",
            None => "UTC",
        };
        let named = truncate_to_width(&replace_unsafe(&named.to_string_lossy()), 60);
        WARNING.set(Some(format!(
            "“{named}” isn't a time zone, so days and hours are those of {whose}. Please look at the variable TZ."
        )));
        local.unwrap_or(TimeZone::UTC)
    })
}

/// The zone that `words` call by its rule, by its name or by the file of its rules, as POSIX has it.
///
/// The library would do the same, but reads whatever lies at a path: a device without end, or a pipe that nobody
/// writes to.
fn parse(words: &str) -> Option<TimeZone> {
    let path = words.strip_prefix(':').unwrap_or(words);
    if path == words
        && let Ok(zone) = TimeZone::posix(words)
    {
        return Some(zone);
    }
    let name = path.rsplit_once("zoneinfo/").map_or(path, |(_, name)| name);
    let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || b"_+-".contains(&byte);
    let is_part = |part: &str| !part.is_empty() && part.bytes().all(is_letter);
    if name.split('/').all(is_part) {
        let own = env_var("TZDIR").map(PathBuf::from);
        let folders = own.into_iter().chain(ZONEINFO_FOLDERS.map(PathBuf::from));
        let zone = folders.map(|folder| folder.join(name)).find_map(read_tzif);
        // The library looks through whole folders, but only those of the system.
        let is_usual = std::env::var_os("TZDIR").is_none();
        let zone = zone.or_else(|| is_usual.then(|| TimeZone::get(name).ok())?);
        if zone.is_some() {
            return zone;
        }
    }
    read_tzif(Path::new(path))
}

/// The zone whose rules are in the file at `path`, if it is a regular file of some size.
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
            for words in [
                "Europe/Berlin",
                ":Europe/Berlin",
                "europe/berlin",
                "/usr/share/zoneinfo/Europe/Berlin",
                ":/usr/share/zoneinfo/Europe/Berlin",
                "../zoneinfo/Europe/Berlin",
                &file,
            ] {
                assert!(parse(words).is_some(), "{words}");
            }
        }
        for words in ["UTC", "CET-1CEST,M3.5.0,M10.5.0/3", "<+03>-3"] {
            assert!(parse(words).is_some(), "{words}");
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
        for words in [
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
            assert!(parse(words).is_none(), "{words}");
        }
    }
}
