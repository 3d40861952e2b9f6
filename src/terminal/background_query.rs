//! The query for the background color of the terminal (OSC 11).
//!
//! Terminals that don't know OSC 11 don't reply. So a query for the device attributes (DA1) follows, which every terminal
//! answers: once that reply is there, the color is there too or never will be. Nothing waits for either, except when
//! another program is about to use the terminal: a reply would be typed into it.

use std::time::{Duration, Instant};

use super::input::TerminalReport;
use super::instant_now;
use crate::ui::color::Rgb;

/// OSC 11 and DA1.
pub(crate) const QUERY: &[u8] = b"\x1b]11;?\x1b\\\x1b[c";
/// Asks the terminal to report when it switches between light and dark (mode 2031).
pub(crate) const ENABLE_THEME_REPORTS: &[u8] = b"\x1b[?2031h";
pub(crate) const DISABLE_THEME_REPORTS: &[u8] = b"\x1b[?2031l";

/// How long a reply may take before another program gets the terminal, here and over SSH.
const LOCAL_REPLY_TIME: Duration = Duration::from_millis(200);
const REMOTE_REPLY_TIME: Duration = Duration::from_secs(1);

pub(crate) const fn reply_time(is_remote: bool) -> Duration {
    if is_remote {
        REMOTE_REPLY_TIME
    } else {
        LOCAL_REPLY_TIME
    }
}

/// The query and its state.
#[derive(Clone, Copy, Debug)]
pub(crate) struct BackgroundQuery {
    state: QueryState,
    reply_time: Duration,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum QueryState {
    /// The theme doesn't depend on the background, or the terminal can't be asked.
    Off,
    /// To be sent after the next frame.
    Due,
    Sent(Instant),
    Answered,
}

impl BackgroundQuery {
    /// A query that is due, or with no reply time none at all.
    pub(crate) fn new(reply_time: Option<Duration>) -> Self {
        let state = if reply_time.is_some() {
            QueryState::Due
        } else {
            QueryState::Off
        };
        Self {
            state,
            reply_time: reply_time.unwrap_or_default(),
        }
    }

    /// Whether to send the query now. It then counts as sent.
    pub(crate) fn take_due(&mut self) -> bool {
        let is_due = self.state == QueryState::Due;
        if is_due {
            self.state = QueryState::Sent(instant_now());
        }
        is_due
    }

    /// Asks again: the terminal was used by another program, or its theme changed.
    pub(crate) fn restart(&mut self) {
        if self.state != QueryState::Off {
            self.state = QueryState::Due;
        }
    }

    /// Handles a report. Returns the background color if it is one.
    pub(crate) fn on_report(&mut self, report: TerminalReport) -> Option<Rgb> {
        if self.state == QueryState::Off {
            return None;
        }
        match report {
            TerminalReport::Background(color) => return Some(color),
            TerminalReport::ThemeChanged => self.restart(),
            TerminalReport::DeviceAttributes if matches!(self.state, QueryState::Sent(_)) => {
                self.state = QueryState::Answered;
            }
            TerminalReport::DeviceAttributes => {}
        }
        None
    }

    /// How long to wait for the reply before another program uses the terminal; none if no reply is expected.
    pub(crate) fn reply_timeout(&self) -> Option<Duration> {
        let QueryState::Sent(sent) = self.state else {
            return None;
        };
        Some(self.reply_time.saturating_sub(sent.elapsed())).filter(|left| !left.is_zero())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_is_sent_once_and_again_when_the_theme_changes() {
        let mut query = BackgroundQuery::new(Some(Duration::from_secs(1)));
        assert!(query.take_due() && !query.take_due());
        assert!(query.reply_timeout().is_some());
        let color = Rgb(1, 2, 3);
        assert_eq!(
            query.on_report(TerminalReport::Background(color)),
            Some(color)
        );
        assert_eq!(query.on_report(TerminalReport::DeviceAttributes), None);
        assert_eq!(query.reply_timeout(), None);
        assert!(!query.take_due());
        assert_eq!(query.on_report(TerminalReport::ThemeChanged), None);
        assert!(query.take_due());
    }

    #[test]
    fn without_a_query_no_report_counts() {
        let mut query = BackgroundQuery::new(None);
        query.restart();
        assert_eq!(
            query.on_report(TerminalReport::Background(Rgb(1, 2, 3))),
            None
        );
        assert_eq!(query.on_report(TerminalReport::ThemeChanged), None);
        assert!(!query.take_due());
        assert_eq!(query.reply_timeout(), None);
    }
}
