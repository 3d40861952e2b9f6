//! An animated picture: each row is drawn once for as long as it stays the same.
//!
//! A style sheet shows and hides the rows, so that a reader who prefers less motion sees the last screen only.

use std::collections::BTreeSet;
use std::fmt::Write;

use ratatui::layout::Size;

use super::svg::{StyleSheet, TwoScreens};

/// The screens of an animation, each with the time in milliseconds that it is shown.
#[derive(Default)]
pub(crate) struct Animation {
    frames: Vec<(TwoScreens, u32)>,
}

/// A row that stays the same for a while.
struct RowSpan {
    svg: String,
    start: u32,
    end: u32,
}

impl Animation {
    pub(crate) fn push(&mut self, screen: TwoScreens, milliseconds: u32) {
        self.frames.push((screen, milliseconds));
    }

    pub(crate) fn svg(&self) -> String {
        let mut styles = StyleSheet::new();
        let total: u32 = self.frames.iter().map(|(_, time)| time).sum();
        let size = self.frames[0].0.dark.area.as_size();
        let spans: Vec<RowSpan> = (0..size.height)
            .flat_map(|y| self.row_spans(y, &mut styles))
            .collect();
        let durations: BTreeSet<u32> = spans.iter().map(|span| span.end - span.start).collect();
        styles.document(size, &keyframes(&durations, total), &groups(&spans, total))
    }

    fn row_spans(&self, y: u16, styles: &mut StyleSheet) -> Vec<RowSpan> {
        let mut spans: Vec<RowSpan> = Vec::new();
        let mut time = 0;
        for (screen, milliseconds) in &self.frames {
            let svg = screen.row(y, styles);
            let end = time + milliseconds;
            match spans.last_mut() {
                Some(last) if last.svg == svg => last.end = end,
                _ => spans.push(RowSpan {
                    svg,
                    start: time,
                    end,
                }),
            }
            time = end;
        }
        spans.retain(|span| !span.svg.is_empty());
        spans
    }

    pub(crate) fn size(&self) -> Size {
        self.frames[0].0.dark.area.as_size()
    }
}

/// One set of keyframes for each duration; when a row begins is its delay.
fn keyframes(durations: &BTreeSet<u32>, total: u32) -> String {
    let mut css = String::new();
    for duration in durations.iter().filter(|duration| **duration < total) {
        let share = f64::from(*duration) * 100.0 / f64::from(total);
        let _ = write!(
            css,
            "@keyframes k{duration}{{0%{{visibility:visible}}{share:.3}%,to{{visibility:hidden}}}}"
        );
    }
    let seconds = f64::from(total) / 1000.0;
    let _ = write!(
        css,
        "g{{visibility:hidden;animation:{seconds}s step-end infinite}}\
         .all{{visibility:visible;animation:none}}\
         @media(prefers-reduced-motion:reduce){{g{{animation:none!important}}.last{{visibility:visible}}}}"
    );
    css
}

fn groups(spans: &[RowSpan], total: u32) -> String {
    let mut svg = String::new();
    for span in spans {
        let duration = span.end - span.start;
        if duration == total {
            let _ = write!(svg, "<g class=\"all\">{}</g>", span.svg);
            continue;
        }
        let last = if span.end == total {
            " class=\"last\""
        } else {
            ""
        };
        // A negative delay starts the loop in its middle.
        let delay = f64::from(span.start) / 1000.0 - f64::from(total) / 1000.0;
        let _ = write!(
            svg,
            "<g{last} style=\"animation-name:k{duration};animation-delay:{delay:.3}s\">{}</g>",
            span.svg
        );
    }
    svg
}
