//! Several small questions on one screen: the one in focus with its input, the others with their answers.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::widgets::Widget;

use crate::content::library::Library;
use crate::domain::entry::Answer;
use crate::domain::exercise::{Step, StepKind};
use crate::domain::session::Session;
use crate::text::{one_line, truncate_to_width};
use crate::ui::keymap::KeyContext;
use crate::ui::layout::{EDGE, has_edge};
use crate::ui::steps::StepView;
use crate::ui::theme::Theme;
use crate::ui::widgets::buffer_ext::BufferExt as _;
use crate::ui::widgets::wrapped_text::WrappedText;

/// The fields of the current screen.
#[derive(Debug)]
pub(super) struct Fields {
    fields: Vec<Field>,
    /// The index of the one that is being answered.
    focused: usize,
}

#[derive(Debug)]
struct Field {
    prompt: String,
    /// A short name for a single row.
    label: String,
    answer: String,
    /// Shown in place of an answer.
    placeholder: String,
}

/// The focused field: its view, and the texts below its prompt.
pub(super) struct FocusedField<'a> {
    pub(super) view: &'a dyn StepView,
    pub(super) help: String,
    pub(super) examples: Vec<String>,
}

/// How much of the fields is drawn.
#[derive(Clone, Copy)]
struct Density {
    has_gaps: bool,
    texts: FocusedTexts,
    /// Whether the other fields have a row for the prompt and one for the answer, instead of one for both.
    is_full: bool,
    /// The rows of the input.
    input_rows: u16,
}

/// The texts between the prompt and the input of the focused field.
#[derive(Clone, Copy, PartialEq, Eq)]
enum FocusedTexts {
    HelpAndExamples,
    Help,
    None,
}

impl Fields {
    /// The most rows of a prompt.
    const MAX_PROMPT_ROWS: u16 = 3;

    /// None where the current step has a screen of its own.
    pub(super) fn new(session: &Session, library: &Library) -> Option<Self> {
        let current = session.current_step();
        if !current.is_field {
            return None;
        }
        let focused = session
            .screen_steps()
            .position(|step| step.id == current.id)?;
        let fields = session
            .screen_steps()
            .map(|step| Field::new(session, step, library));
        Some(Self {
            fields: fields.collect(),
            focused,
        })
    }

    pub(super) const fn is_first(&self) -> bool {
        self.focused == 0
    }

    fn focused_prompt(&self) -> &str {
        &self.fields[self.focused].prompt
    }

    /// The minimum and the preferred rows at this width.
    pub(super) fn height_range(&self, focused: &FocusedField<'_>, width: u16) -> (u16, u16) {
        let levels = Self::densities(focused, width);
        let rows = |density: &Density| self.total_rows(focused, *density, width);
        let most = Density {
            input_rows: focused.view.height_range(width).1,
            ..levels[0]
        };
        (levels.last().map_or(0, rows), rows(&most))
    }

    /// The ways to draw the fields, from the roomiest to the smallest.
    fn densities(focused: &FocusedField<'_>, width: u16) -> [Density; 6] {
        let (min, preferred) = focused.view.height_range(width);
        // A list of options is shortened last.
        let is_list = matches!(
            focused.view.key_context(),
            KeyContext::ChooseOne | KeyContext::ChooseMany
        );
        let roomiest = Density {
            has_gaps: true,
            texts: FocusedTexts::HelpAndExamples,
            is_full: true,
            input_rows: if is_list { preferred } else { min },
        };
        let dense = Density {
            has_gaps: false,
            ..roomiest
        };
        let plain = Density {
            texts: FocusedTexts::Help,
            ..dense
        };
        let bare = Density {
            texts: FocusedTexts::None,
            ..plain
        };
        let compact = Density {
            is_full: false,
            ..bare
        };
        let smallest = Density {
            input_rows: min,
            ..compact
        };
        [roomiest, dense, plain, bare, compact, smallest]
    }

    fn total_rows(&self, focused: &FocusedField<'_>, density: Density, width: u16) -> u16 {
        let gaps = if density.has_gaps {
            self.fields.len() - 1
        } else {
            0
        };
        let rows = (0..self.fields.len()).map(|index| self.rows(index, focused, density, width));
        rows.sum::<u16>() + u16::try_from(gaps).unwrap_or(0)
    }

    /// The rows of one field.
    fn rows(&self, index: usize, focused: &FocusedField<'_>, density: Density, width: u16) -> u16 {
        let field = &self.fields[index];
        if index == self.focused {
            let texts = focused.texts(density);
            let texts = texts.map(|text| WrappedText::height(text, width));
            let above = texts.sum::<u16>() + focused.gap_above_input(density);
            return prompt_rows(&field.prompt, width) + above + density.input_rows;
        }
        if density.is_full {
            prompt_rows(&field.prompt, width) + 1
        } else {
            1
        }
    }

    /// Draws as much as fits, but always the focused field, and returns the position of the cursor.
    pub(super) fn render(
        &self,
        focused: &FocusedField<'_>,
        area: Rect,
        buf: &mut Buffer,
        theme: &Theme,
    ) -> Option<Position> {
        let width = area.width;
        let levels = Self::densities(focused, width);
        let fits = |density: &&Density| self.total_rows(focused, **density, width) <= area.height;
        let mut density = *levels
            .iter()
            .find(fits)
            .unwrap_or(&levels[levels.len() - 1]);
        let spare = area
            .height
            .saturating_sub(self.total_rows(focused, density, width));
        let (_, preferred) = focused.view.height_range(width);
        density.input_rows = preferred
            .min(density.input_rows + spare)
            .max(density.input_rows);
        let mut cursor = None;
        let mut y = area.y;
        for index in self.visible(focused, density, area) {
            let rest = Rect {
                y,
                height: area.bottom().saturating_sub(y),
                ..area
            };
            if index == self.focused {
                cursor = self.render_focused(focused, density, rest, buf, theme);
            } else {
                self.fields[index].render(density.is_full, rest, buf, theme);
            }
            y += self.rows(index, focused, density, width) + u16::from(density.has_gaps);
            y = y.min(area.bottom());
        }
        cursor
    }

    /// The fields that fit, with the focused one and as many after it and before it as there is room for.
    fn visible(
        &self,
        focused: &FocusedField<'_>,
        density: Density,
        area: Rect,
    ) -> std::ops::Range<usize> {
        let (mut start, mut end) = (self.focused, self.focused + 1);
        let gap = u16::from(density.has_gaps);
        let rows = |index| self.rows(index, focused, density, area.width) + gap;
        let mut room = (area.height + gap).saturating_sub(rows(self.focused));
        while end < self.fields.len() && rows(end) <= room {
            room -= rows(end);
            end += 1;
        }
        while start > 0 && rows(start - 1) <= room {
            start -= 1;
            room -= rows(start);
        }
        start..end
    }

    fn render_focused(
        &self,
        focused: &FocusedField<'_>,
        density: Density,
        area: Rect,
        buf: &mut Buffer,
        theme: &Theme,
    ) -> Option<Position> {
        let mut rest = render_text(
            self.focused_prompt(),
            theme.strong,
            Self::MAX_PROMPT_ROWS,
            area,
            buf,
        );
        for text in focused.texts(density) {
            rest = render_text(text, theme.quiet, u16::MAX, rest, buf);
        }
        let gap = focused.gap_above_input(density).min(rest.height);
        rest = Rect {
            y: rest.y + gap,
            height: rest.height - gap,
            ..rest
        };
        let input = Rect {
            height: rest.height.min(density.input_rows),
            ..rest
        };
        focused.view.render(input, buf, theme)
    }
}

impl FocusedField<'_> {
    /// The free rows above the input: large digits have no border that separates them from the text.
    fn gap_above_input(&self, density: Density) -> u16 {
        u16::from(density.has_gaps && self.view.key_context() == KeyContext::Rating)
    }

    /// The texts between the prompt and the input.
    fn texts(&self, density: Density) -> impl Iterator<Item = &String> {
        let has_help = density.texts != FocusedTexts::None && !self.help.is_empty();
        let has_examples = density.texts == FocusedTexts::HelpAndExamples;
        let help = Some(&self.help).filter(|_| has_help);
        let examples = self.examples.iter().filter(move |_| has_examples);
        help.into_iter().chain(examples)
    }
}

impl Field {
    fn new(session: &Session, step: &Step, library: &Library) -> Self {
        let prompt = session.prompt(step);
        let answer = session.answer_to(&step.id);
        let placeholder = match &step.kind {
            StepKind::Write(write) => write.placeholder.clone(),
            _ => None,
        };
        Self {
            label: step.label.clone().unwrap_or_else(|| prompt.clone()),
            prompt,
            answer: answer
                .map(|answer| answer_line(answer, step, library))
                .unwrap_or_default(),
            placeholder: placeholder.unwrap_or_default(),
        }
    }

    /// Draws the field while another one is being answered.
    fn render(&self, is_full: bool, area: Rect, buf: &mut Buffer, theme: &Theme) {
        let width = usize::from(area.width);
        if area.height == 0 {
            return;
        }
        if !is_full {
            let row = match self.answer.as_str() {
                "" => one_line(&self.label),
                answer => format!("{}: {answer}", one_line(&self.label)),
            };
            buf.put_text(
                area.x,
                area.y,
                truncate_to_width(&row, width),
                width,
                theme.quiet,
            );
            return;
        }
        let rest = render_text(
            &self.prompt,
            theme.quiet,
            Fields::MAX_PROMPT_ROWS,
            area,
            buf,
        );
        if rest.height == 0 {
            return;
        }
        let (text, style) = match self.answer.as_str() {
            "" => (&self.placeholder, theme.quiet),
            _ => (&self.answer, theme.text),
        };
        let indent = if has_edge(rest) { 0 } else { EDGE };
        let bar = rest.x + indent - EDGE;
        buf.put_text(bar, rest.y, theme.quotation_bar(), 1, theme.rule);
        let width = width.saturating_sub(usize::from(indent));
        let text = truncate_to_width(text, width);
        buf.put_text(rest.x + indent, rest.y, text, width, style);
    }
}

/// The answer in one row.
fn answer_line(answer: &Answer, step: &Step, library: &Library) -> String {
    let scale = step.kind.scale().and_then(|scale| library.scale(scale));
    match (answer, scale) {
        (Answer::Rating(number), Some(scale)) => {
            format!("{number}{}", scale.unit)
        }
        (Answer::Chosen(labels), _) => labels.join(", "),
        _ => one_line(&answer.to_text()),
    }
}

fn prompt_rows(prompt: &str, width: u16) -> u16 {
    WrappedText::height(prompt, width).min(Fields::MAX_PROMPT_ROWS)
}

/// Draws a text and returns the area below it.
fn render_text(text: &str, style: Style, max_rows: u16, area: Rect, buf: &mut Buffer) -> Rect {
    let rows = WrappedText::height(text, area.width)
        .min(max_rows)
        .min(area.height);
    WrappedText::new(text, style).render(
        Rect {
            height: rows,
            ..area
        },
        buf,
    );
    Rect {
        y: area.y + rows,
        height: area.height - rows,
        ..area
    }
}
