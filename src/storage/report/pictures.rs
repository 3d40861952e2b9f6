//! The pictures of a report, as SVG. What happened or came after is filled, what was expected or rated at first is an
//! outline, so that they differ without colours as well.

use jiff::civil::Date;

use super::html::Html;
use crate::domain::insights::{MeanPair, WeeklyRatings, YearCalendar};
use crate::text::{one_line, truncate_to_width};

/// A bar with its name and its number.
pub(super) struct Bar {
    pub(super) label: String,
    pub(super) number: String,
    /// From 0 to 1.
    pub(super) share: f64,
    /// Whether it shows what was expected, not what happened.
    pub(super) is_first: bool,
}

/// The name and the words of a picture, for those who don't see it.
pub(super) struct PictureText<'a> {
    pub(super) name: &'static str,
    pub(super) title: &'a str,
    pub(super) description: &'a str,
}

impl PictureText<'_> {
    fn picture(&self, size: (u32, u32), shapes: &Html) -> Html {
        Html::picture(self.name, size, (self.title, self.description), shapes)
    }
}

const WIDTH: u32 = 320;

/// Horizontal bars, one below the other.
pub(super) fn bars(words: &PictureText<'_>, bars: &[Bar]) -> Html {
    const ROW: u32 = 22;
    const BAR_START: u32 = 130;
    const MAX_LENGTH: u32 = 130;
    const MAX_LABEL_WIDTH: usize = 20;
    let rows = (0..).step_by(ROW as usize).zip(bars).map(|(y, bar)| {
        let label = truncate_to_width(&one_line(&bar.label), MAX_LABEL_WIDTH);
        let width = length(bar.share, MAX_LENGTH);
        let class = if bar.is_first {
            "rect class=\"first\""
        } else {
            "rect class=\"after\""
        };
        let size = [
            ("x", BAR_START),
            ("y", y + 4),
            ("width", width),
            ("height", ROW - 8),
        ];
        let shape = if width == 0 {
            Html::default()
        } else {
            Html::element_with_numbers(class, &size, "")
        };
        Html::from([
            text("text", (0, y + 15), label),
            shape,
            text(
                "text class=\"label\"",
                (BAR_START + width + 8, y + 15),
                bar.number.clone(),
            ),
        ])
    });
    let shapes = rows.collect();
    let height = ROW * u32::try_from(bars.len()).unwrap_or(0);
    words.picture((WIDTH, height), &shapes)
}

/// A pair of columns for each week: at first and after.
pub(super) fn weeks(words: &PictureText<'_>, ratings: &WeeklyRatings) -> Html {
    const TOP: u32 = 8;
    const FULL_HEIGHT: u32 = 100;
    const LEFT: u32 = 32;
    const WEEK: u32 = 22;
    const COLUMN: u32 = 7;
    let base = TOP + FULL_HEIGHT;
    let mut shapes = Html::default();
    for number in [0, 50, 100] {
        let y = base - number;
        let line = [
            ("x", LEFT),
            ("y", y),
            ("width", WIDTH - LEFT),
            ("height", 1),
        ];
        shapes.push(text(
            "text class=\"label end\"",
            (LEFT - 6, y + 4),
            number.to_string(),
        ));
        shapes.push(Html::element_with_numbers("rect class=\"axis\"", &line, ""));
    }
    let mut x = LEFT + 4;
    for week in &ratings.weeks {
        if let Some(MeanPair { before, after }) = week.mean {
            let columns = [
                ("rect class=\"first\"", before),
                ("rect class=\"after\"", after),
            ];
            for ((class, rating), x) in columns.into_iter().zip([x, x + COLUMN + 2]) {
                // A rating of 0 has a column too, as low as can be seen.
                let height = u32::from(rating.min(100)).max(1);
                let size = [
                    ("x", x),
                    ("y", base - height),
                    ("width", COLUMN),
                    ("height", height),
                ];
                shapes.push(Html::element_with_numbers(class, &size, ""));
            }
        }
        x += WEEK;
    }
    let names = [ratings.weeks.first(), ratings.weeks.last()].map(|week| {
        week.map_or_else(String::new, |week| {
            week.monday.strftime("%-d %b").to_string()
        })
    });
    let [first, last] = names;
    shapes.push(text("text class=\"label\"", (LEFT + 4, base + 16), first));
    shapes.push(text("text class=\"label end\"", (WIDTH, base + 16), last));
    words.picture((WIDTH, base + 22), &shapes)
}

/// A square for each day, in a column for each week: the more entries, the larger.
pub(super) fn year(words: &PictureText<'_>, year: &YearCalendar) -> Html {
    const LEFT: u32 = 30;
    const TOP: u32 = 18;
    const CELL: u32 = 11;
    let before = u32::try_from(year.days_before()).unwrap_or(0);
    let mut shapes = Html::default();
    for (weekday, name) in [(0, "Mon"), (2, "Wed"), (4, "Fri"), (6, "Sun")] {
        let y = TOP + weekday * CELL + 9;
        shapes.push(text("text class=\"label\"", (0, y), name.to_owned()));
    }
    // The first column that is free for the name of a month.
    let mut free = 0;
    for (index, (day, entries)) in (before..).zip(year.days()) {
        let (column, weekday) = (index / 7, index % 7);
        let x = LEFT + column * CELL;
        let is_named = day.day() == 1 || (index == before && has_room_for_name(day));
        if is_named && column >= free {
            let name = day.strftime("%b").to_string();
            shapes.push(text("text class=\"label\"", (x, 11), name));
            free = column + 3;
        }
        shapes.push(square((x, TOP + weekday * CELL), entries));
    }
    let weeks = u32::try_from(year.week_count()).unwrap_or(0);
    let legend_y = TOP + 7 * CELL + 8;
    let mut x = LEFT;
    for (entries, name) in (0..).zip(["none", "one", "two", "three or more"]) {
        shapes.push(square((x, legend_y), entries));
        shapes.push(text(
            "text class=\"label\"",
            (x + CELL + 4, legend_y + 9),
            name.to_owned(),
        ));
        x += 60;
    }
    let width = (LEFT + weeks * CELL).max(LEFT + 280);
    words.picture((width, legend_y + CELL + 3), &shapes)
}

/// The square of a day in its cell.
fn square((x, y): (u32, u32), entries: u32) -> Html {
    let (class, inset) = match entries {
        0 => ("rect class=\"none\"", 1),
        1 => ("rect class=\"after\"", 4),
        2 => ("rect class=\"after\"", 3),
        _ => ("rect class=\"after\"", 1),
    };
    let length = 10 - 2 * inset;
    let size = [
        ("x", x + inset),
        ("y", y + inset),
        ("width", length),
        ("height", length),
    ];
    Html::element_with_numbers(class, &size, "")
}

/// Whether a month that is shown from this day on has room for its name before the next one begins.
fn has_room_for_name(day: Date) -> bool {
    day.days_in_month() - day.day() >= 21
}

fn text(tag: &'static str, (x, y): (u32, u32), words: String) -> Html {
    Html::element_with_numbers(tag, &[("x", x), ("y", y)], words)
}

/// The length of a bar for a share. What isn't nothing can be seen, and nothing has no bar.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a share of some pixels"
)]
fn length(share: f64, full: u32) -> u32 {
    let pixels = (share.clamp(0.0, 1.0) * f64::from(full)).round() as u32;
    pixels.max(u32::from(share > 0.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_can_be_seen_unless_it_is_nothing() {
        let lengths = [0.0, 0.001, 0.5, 1.0, 7.0, f64::NAN].map(|share| length(share, 130));
        assert_eq!(lengths, [0, 1, 65, 130, 130, 0]);
    }
}
