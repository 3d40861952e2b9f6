//! The settings of a run: the one place that decides which source of a setting wins.

use std::io::{self, IsTerminal};
use std::time::Duration;

use super::args::{ColorWhen, DisplayArgs};
use crate::config::{Config, Motion, YesNo};
use crate::platform::paths::env_var;
use crate::terminal;
use crate::terminal::background_query::reply_time;
use crate::terminal::input::escape_time;
use crate::ui::theme::{ColorSupport, DiscSupport, ThemeSource, supports_italics};

/// The settings that flags, environment variables and the configuration file decide together.
///
/// The first source that sets a setting wins, from left to right. The profile is what the user chose in the program.
/// An empty variable counts as not set.
///
/// | setting | flag or argument | environment variable | profile | configuration file | default |
/// |---|---|---|---|---|---|
/// | data folder | `--data-dir` | `ENOUGH_DATA_DIR`, `XDG_DATA_HOME` | | | `~/.local/share/enough` |
/// | configuration file | `--config` | `ENOUGH_CONFIG`, `XDG_CONFIG_HOME` | | | `~/.config/enough/config.yaml` |
/// | line mode | `--plain` | `ACCESSIBLE`, `TERM=dumb` | | | if input or output is no terminal |
/// | ASCII only | `--ascii` | `LC_ALL`, `LC_CTYPE`, `LANG` | | | no |
/// | colours | `--color` | `NO_COLOR`, `COLORTERM`, `TERM` | | | 16 |
/// | theme, styles, keys | | | | `theme`, `colours`, `keys` | built in |
/// | reduced motion | `--reduced-motion` | `NO_MOTION` | | `motion` | no |
/// | a disc of many colours | | `SSH_CONNECTION`, `SSH_TTY` | | | yes, one colour over SSH |
/// | escape time | | | | `escape_time` | 30 ms, 100 ms over SSH |
/// | region | `help-now REGION` | | `region` | `region` | none |
/// | looks after a child | | | `looks_after_child` | `looks_after_child` | unknown |
/// | bell of a breath | | | `bell` | | no |
/// | break of F2 | `breathe BREAK` | | | `break` | `App::DEFAULT_BREAK` |
/// | line of kindness | | | | `kindness` | yes |
/// | daily backup | `--private` | | | `backups` | yes |
///
/// [`GlobalArgs`](super::args::GlobalArgs) and `AppPaths` resolve the first two rows, this type those that depend on the
/// terminal, and `App::with_defaults` those of the profile and the first screen.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    pub(crate) theme: ThemeSource,
    /// Why line mode is used, if it is.
    pub(crate) line_mode_reason: Option<&'static str>,
    /// How long an ESC waits for the rest of a key sequence.
    pub(crate) escape_time: Duration,
    /// How long the terminal may take to report its background color. None if it can't be asked: a Linux console may print
    /// the query, and the Windows console decodes input itself.
    pub(crate) background_reply_time: Option<Duration>,
    pub(crate) has_daily_backup: bool,
}

impl Settings {
    pub(crate) fn resolve(flags: &DisplayArgs, config: &Config) -> Self {
        let is_remote = is_set("SSH_CONNECTION") || is_set("SSH_TTY");
        Self {
            theme: theme(flags, config, is_remote),
            line_mode_reason: line_mode_reason(flags),
            escape_time: escape_time(config.escape_time, is_remote),
            background_reply_time: can_report_background().then(|| reply_time(is_remote)),
            has_daily_backup: YesNo::is_yes(config.backups),
        }
    }
}

fn can_report_background() -> bool {
    cfg!(unix) && env_var("TERM").is_some_and(|term| term != "linux")
}

/// Whether to print only ASCII: by the flag, or because the locale isn't UTF-8.
pub(crate) fn is_ascii(flags: &DisplayArgs) -> bool {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"]
        .iter()
        .find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()));
    let is_other = locale.is_some_and(|locale| {
        let locale = locale.to_lowercase();
        !locale.contains("utf-8") && !locale.contains("utf8")
    });
    flags.ascii || is_other
}

/// Whether the user asks for line mode, so that a command prints words and no bars.
pub(crate) fn prefers_line_mode(flags: &DisplayArgs) -> bool {
    requested_line_mode(flags).is_some()
}

fn requested_line_mode(flags: &DisplayArgs) -> Option<&'static str> {
    if flags.plain {
        Some("of --plain")
    } else if is_set("ACCESSIBLE") {
        Some("ACCESSIBLE is set")
    } else if env_var("TERM").is_some_and(|name| name == "dumb") {
        Some("TERM is dumb")
    } else {
        None
    }
}

fn line_mode_reason(flags: &DisplayArgs) -> Option<&'static str> {
    let requested = requested_line_mode(flags);
    if requested.is_some() {
        requested
    } else if !io::stdout().is_terminal() {
        Some("the output is no terminal")
    } else if !io::stdin().is_terminal() {
        Some("the input is no terminal")
    } else if terminal::size().is_none() {
        Some("the terminal doesn't tell its size")
    } else {
        None
    }
}

fn theme(flags: &DisplayArgs, config: &Config, is_remote: bool) -> ThemeSource {
    let styles = config.colours.iter();
    ThemeSource {
        preset: config.theme,
        colors: color_support(flags.color),
        overrides: styles
            .map(|(token, style)| (*token, style.to_style()))
            .collect(),
        has_italics: has_italics(),
        disc: DiscSupport {
            is_fast: !is_remote,
            has_quadrants: env_var("TERM").is_none_or(|term| term != "linux"),
            pixel_height: terminal::pixel_height(),
        },
        ascii_only: is_ascii(flags),
        reduced_motion: flags.reduced_motion
            || is_set("NO_MOTION")
            || config.motion == Motion::Reduced,
    }
}

pub(crate) fn has_italics() -> bool {
    let term = std::env::var("TERM").unwrap_or_default();
    supports_italics(&term, is_set("STY"))
}

pub(crate) fn color_support(flag: ColorWhen) -> ColorSupport {
    let contains = |name: &str, values: &[&str]| {
        std::env::var(name).is_ok_and(|value| values.iter().any(|part| value.contains(part)))
    };
    match flag {
        ColorWhen::Never => ColorSupport::None,
        ColorWhen::Auto if is_set("NO_COLOR") => ColorSupport::None,
        _ if contains("COLORTERM", &["truecolor", "24bit"]) => ColorSupport::TrueColor,
        _ if contains("TERM", &["256color"]) => ColorSupport::Ansi256,
        _ => ColorSupport::Ansi16,
    }
}

fn is_set(name: &str) -> bool {
    env_var(name).is_some()
}
