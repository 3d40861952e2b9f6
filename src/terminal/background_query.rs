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
    /// None if the theme doesn't depend on the background, or the terminal can't be asked.
    reply_time: Option<Duration>,
    /// Whether to send a query after the next frame.
    is_due: bool,
    /// The queries without a reply.
    outstanding: usize,
    /// When the last query was sent.
    sent: Option<Instant>,
}

impl BackgroundQuery {
    /// A query that is due, or with no reply time none at all.
    pub(crate) const fn new(reply_time: Option<Duration>) -> Self {
        Self {
            reply_time,
            is_due: reply_time.is_some(),
            outstanding: 0,
            sent: None,
        }
    }

    /// Whether to send the query now. It then counts as sent.
    pub(crate) fn take_due(&mut self) -> bool {
        let is_due = std::mem::take(&mut self.is_due);
        if is_due {
            self.outstanding += 1;
            self.sent = Some(instant_now());
        }
        is_due
    }

    /// Asks again: the terminal was used by another program, or its theme changed.
    pub(crate) const fn restart(&mut self) {
        self.is_due = self.reply_time.is_some();
    }

    /// Handles a report. Returns the background color if it is one.
    pub(crate) const fn on_report(&mut self, report: TerminalReport) -> Option<Rgb> {
        if self.reply_time.is_none() {
            return None;
        }
        match report {
            TerminalReport::Background(color) => return Some(color),
            TerminalReport::ThemeChanged => self.restart(),
            TerminalReport::DeviceAttributes => {
                self.outstanding = self.outstanding.saturating_sub(1);
            }
        }
        None
    }

    /// How long to wait for replies before another program uses the terminal; none if none is expected.
    pub(crate) fn reply_timeout(&self) -> Option<Duration> {
        let sent = self.sent.filter(|_| self.outstanding > 0)?;
        let left = self.reply_time?.saturating_sub(sent.elapsed());
        Some(left).filter(|left| !left.is_zero())
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
    fn every_query_has_a_reply_of_its_own() {
        let mut query = BackgroundQuery::new(Some(Duration::from_secs(1)));
        assert!(query.take_due());
        query.restart();
        assert!(query.take_due());
        query.on_report(TerminalReport::DeviceAttributes);
        assert!(query.reply_timeout().is_some());
        query.on_report(TerminalReport::DeviceAttributes);
        assert_eq!(query.reply_timeout(), None);
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
