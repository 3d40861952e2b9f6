//! The chapters of an exercise in one row: each name with a line that shows how much of it is done.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::widgets::Widget;

use super::progress_line::ProgressLine;
use crate::text::display_width;
use crate::ui::theme::Theme;
use crate::ui::widgets::buffer_ext::BufferExt as _;

/// A chapter with its share of done screens, from 0 to 1.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ChapterMark<'a> {
    pub(crate) name: &'a str,
    pub(crate) share: f64,
    pub(crate) is_current: bool,
}

/// The chapters in one row. Use [`ChapterLine::fits`] before.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ChapterLine<'a> {
    pub(crate) chapters: &'a [ChapterMark<'a>],
    pub(crate) theme: &'a Theme,
}

impl ChapterLine<'_> {
    /// The columns between two chapters.
    const GAP: u16 = 3;
    /// A shorter line says nothing.
    const MIN_LINE_WIDTH: usize = 4;

    /// Whether each chapter has room for its name and a line.
    pub(crate) fn fits(&self, width: u16) -> bool {
        self.line_room(width)
            .is_some_and(|room| room / self.chapters.len() >= Self::MIN_LINE_WIDTH)
    }

    /// The columns for all lines together; none without chapters or room.
    fn line_room(&self, width: u16) -> Option<usize> {
        let names = self
            .chapters
            .iter()
            .map(|chapter| display_width(chapter.name) + 1);
        let gaps = usize::from(Self::GAP) * self.chapters.len().checked_sub(1)?;
        usize::from(width).checked_sub(names.sum::<usize>() + gaps)
    }
}

impl Widget for ChapterLine<'_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        let area = area.intersection(buf.area);
        let (Some(room), false) = (self.line_room(area.width), area.is_empty()) else {
            return;
        };
        let count = self.chapters.len();
        let mut x = area.x;
        for (index, chapter) in self.chapters.iter().enumerate() {
            let style = if chapter.is_current {
                self.theme.heading()
            } else {
                self.theme.quiet
            };
            let left = usize::from(area.right().saturating_sub(x));
            (x, _) = buf.put_text(x, area.y, chapter.name, left, style);
            // The lines share the columns; the first ones get those that are left over.
            let width = room / count + usize::from(index < room % count);
            let line = Rect {
                x: x + 1,
                y: area.y,
                width: u16::try_from(width).unwrap_or(u16::MAX),
                height: 1,
            };
            ProgressLine {
                share: chapter.share,
                theme: self.theme,
            }
            .render(line.intersection(area), buf);
            x = line.right().saturating_add(Self::GAP);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::theme::ColorSupport;

    #[test]
    fn the_lines_share_the_row() {
        let theme = Theme::new(ColorSupport::None);
        let chapters = [("Catch it", 1.0), ("Check it", 0.5), ("Reframe it", 0.0)];
        let chapters = chapters.map(|(name, share)| ChapterMark {
            name,
            share,
            is_current: false,
        });
        let line = ChapterLine {
            chapters: &chapters,
            theme: &theme,
        };
        let mut buf = Buffer::empty(Rect::new(0, 0, 72, 1));
        line.render(buf.area, &mut buf);
        let row: String = buf
            .content
            .iter()
            .map(ratatui::buffer::Cell::symbol)
            .collect();
        assert_eq!(
            row,
            "Catch it ━━━━━━━━━━━━━   Check it ━━━━━━──────   Reframe it ────────────"
        );
        assert!(line.fits(47) && !line.fits(46));
        for width in 0..80 {
            let mut buf = Buffer::empty(Rect::new(0, 0, width, 1));
            line.render(buf.area, &mut buf);
        }
    }
}
