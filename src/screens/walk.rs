//! A walk on the screen: the thought in view, one question at a time.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::time::Duration;

use jiff::civil::Date;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::widgets::Widget;

use super::sheet::Sheet;
use super::{Outcome, header, reading};
use crate::actions::{Action, Key, KeyContext, lookup};
use crate::entry::{Entry, EntryId, LocalTime};
use crate::exercise::StepKind;
use crate::library::Library;
use crate::session::Session;
use crate::spoken::{Heard, Spoken};
use crate::steps::{self, StepEvent, StepView, Suggestions};
use crate::text::{one_line, truncate_to_width};
use crate::theme::Theme;
use crate::widgets::prose::WrappedText;

/// A session and the step being done.
#[derive(Debug)]
pub struct Walk {
    session: Session,
    doing: Box<dyn StepView>,
    sheet: Option<Sheet<Pick>>,
    /// Only the answer on the screen is changed; then it is over.
    is_one_answer: bool,
    /// A word about people to talk to, after a heavy rating.
    heavy: String,
    /// Whether the person looks after a child, as far as they told.
    looks_after_child: Option<bool>,
}

/// What can be picked in the sheets of a walk.
#[derive(Clone, Debug)]
enum Pick {
    GoOn,
    BackAStep,
    Breathe,
    People,
    SetAside,
    AskThrowAway,
    ThrowAway,
    Soften(String),
    /// Another exercise first, while this walk waits.
    First(String),
    /// Another exercise with the same thought.
    Instead(String),
}

impl Walk {
    pub fn new(session: Session, library: &Library, now: &LocalTime, recall: Suggestions) -> Self {
        let doing = steps::build_view(&session, library, now, recall);
        let heavy = if session.is_after_first_high_distress() {
            library.change_lines().high_distress.clone()
        } else {
            String::new()
        };
        Self {
            session,
            doing,
            sheet: None,
            is_one_answer: false,
            heavy,
            looks_after_child: None,
        }
    }

    /// Shows the examples for those who look after a child, for others, or both where it isn't known.
    pub const fn show_examples(&mut self, looks_after_child: Option<bool>) {
        self.looks_after_child = looks_after_child;
    }

    pub const fn session(&self) -> &Session {
        &self.session
    }

    /// Has the walk end with the answer on the screen.
    pub const fn change_one_answer(&mut self) {
        self.is_one_answer = true;
    }

    pub const fn is_one_answer(&self) -> bool {
        self.is_one_answer
    }

    /// Goes on as an entry of another name.
    pub fn continue_as(&mut self, id: EntryId) {
        self.session.set_id(id);
    }

    /// Takes up words that were being written.
    pub fn take_up(&mut self, words: &str, caret: usize) {
        self.doing.set_text(words, caret);
    }

    /// Words being written here, and the caret's place.
    pub fn writing(&self) -> Option<(&str, usize)> {
        self.doing.edited_text()
    }

    /// Whether anything was answered, or stands on the screen to be.
    pub fn has_words(&self) -> bool {
        let is_writing = self
            .writing()
            .is_some_and(|(words, _)| !words.trim().is_empty());
        is_writing || !self.kept().is_empty()
    }

    /// Lets a breath rest while something else is in front of it.
    pub fn rest(&mut self) {
        self.doing.pause();
    }

    /// The walk as it stands, with what is being written, ticked or rated.
    pub fn entry(&self) -> Entry {
        // A finished walk that is gone back into has no draft to hold half a sentence.
        match self
            .doing
            .edited_text()
            .filter(|_| !self.session.is_finished())
        {
            Some((words, caret)) => self.session.to_entry(words, caret),
            None => self.kept().to_entry("", 0),
        }
    }

    /// The session with what stands on the screen kept as the answer.
    pub fn kept(&self) -> Session {
        let mut session = self.session.clone();
        session.set_answer(self.doing.answer());
        session
    }

    /// A number that is another one as soon as anything the person put on the screen is.
    pub fn standing(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        self.doing
            .edited_text()
            .map(|(words, _)| words)
            .hash(&mut hasher);
        self.doing.answer().hash(&mut hasher);
        hasher.finish()
    }

    /// Offers to go back and soften a reframe that is hardly believed.
    pub fn offer_to_soften(&mut self, step: String, line: &str) {
        let picks = vec![
            ("Keep it as it is", Pick::GoOn),
            ("Go back and soften it", Pick::Soften(step)),
        ];
        self.sheet = Some(Sheet::new(line, picks));
    }

    /// Offers to rest before the walk goes on, at a moment that is a lot to carry. `first` is an exercise
    /// that brings one back to where one is.
    pub fn offer_rest(&mut self, first: Option<(&str, &str)>) {
        let words = std::mem::take(&mut self.heavy);
        let question = format!("{words} You can also rest first. This walk waits.");
        let first = first.map(|(id, title)| (format!("{title} first"), Pick::First(id.to_owned())));
        let mut picks = vec![("Go on with the walk", Pick::GoOn)];
        picks.extend(
            first
                .as_ref()
                .map(|(label, pick)| (label.as_str(), pick.clone())),
        );
        picks.push(("Breathe for a while first", Pick::Breathe));
        picks.push(("People to talk to", Pick::People));
        self.sheet = Some(Sheet::new(&question, picks));
    }

    /// Asks whether this is the worry that was weighed on those days, the last one first, and offers another
    /// way of looking at it.
    pub fn offer_to_notice(&mut self, days: &[Date], (id, title): (&str, &str)) {
        let mut names: Vec<String> = Vec::new();
        for day in days.iter().rev() {
            let name = day.strftime("%A").to_string();
            if !names.contains(&name) {
                names.push(name);
            }
        }
        let on = names.join(" and on ");
        let question = format!(
            "Could this be the worry you looked at on {on}? Weighing the same one again can feed it."
        );
        let instead = format!("{title}, with this thought");
        let picks = vec![
            ("Go on here", Pick::GoOn),
            (instead.as_str(), Pick::Instead(id.to_owned())),
        ];
        self.sheet = Some(Sheet::new(&question, picks));
    }

    pub fn key_context(&self) -> KeyContext {
        if self.sheet.is_some() {
            KeyContext::Popup
        } else {
            self.doing.key_context()
        }
    }

    /// Whether there is anything for this action to act on now.
    pub fn offers(&self, action: Action) -> bool {
        let is_first = self.session.progress().0 == 1 && !self.is_one_answer;
        let has_back = action != Action::PreviousStep || !is_first;
        has_back && self.doing.is_available(action)
    }

    pub fn on_key(&mut self, key: Key, area: Rect) -> Outcome {
        if let Some(sheet) = &mut self.sheet {
            return match sheet.on_key(key) {
                Some(pick) => self.pick(pick),
                None => Outcome::Stay,
            };
        }
        match self.doing.on_key(key, reading(area).width) {
            StepEvent::Handled => return Outcome::Stay,
            StepEvent::Answer(answer) => return Outcome::Answer(answer),
            StepEvent::Copy(words) => return Outcome::Copy(words),
            StepEvent::Print(words) => return Outcome::Print(words),
            StepEvent::Ignored => {}
        }
        match lookup(self.key_context(), key) {
            // What stands there is kept, as it is whenever a walk is left.
            Some(Action::PreviousStep | Action::Leave) if self.is_one_answer => {
                return Outcome::SetAside;
            }
            Some(Action::PreviousStep) => return Outcome::StepBack,
            Some(Action::Leave) => self.pause(),
            _ => {}
        }
        Outcome::Stay
    }

    fn pause(&mut self) {
        self.rest();
        let picks = vec![
            ("Go on", Pick::GoOn),
            ("Back a step", Pick::BackAStep),
            ("Breathe for a while", Pick::Breathe),
            ("People to talk to", Pick::People),
            ("Leave, to go on later", Pick::SetAside),
            ("Throw this walk away", Pick::AskThrowAway),
        ];
        self.sheet = Some(Sheet::new(
            "Your words are still here. What would you like?",
            picks,
        ));
    }

    fn pick(&mut self, pick: Pick) -> Outcome {
        self.sheet = None;
        match pick {
            Pick::GoOn => Outcome::Stay,
            Pick::BackAStep => Outcome::StepBack,
            Pick::Breathe => Outcome::Breathe(String::new()),
            Pick::People => Outcome::People,
            Pick::SetAside => Outcome::SetAside,
            Pick::AskThrowAway => {
                let question = "Throw this walk away? It goes to the trash, with every word in it.";
                let picks = vec![("Keep it", Pick::GoOn), ("Throw it away", Pick::ThrowAway)];
                self.sheet = Some(Sheet::new(question, picks).confirmed());
                Outcome::Stay
            }
            Pick::ThrowAway => Outcome::ThrowAway,
            Pick::Soften(step) => Outcome::GoTo(step),
            Pick::First(id) => Outcome::Walk(id),
            Pick::Instead(id) => Outcome::NoticeInstead(id),
        }
    }

    /// The same line by line: where it stands, what is asked, and how to answer.
    pub fn spoken(&self) -> Spoken {
        let (at, of) = self.session.progress();
        let mut lines = vec![match at {
            1 => format!("{}, step 1 of {of}", self.session.exercise().title),
            at => format!("Step {at} of {of}"),
        }];
        let told = match &self.sheet {
            Some(sheet) => sheet.spoken(),
            None => self.doing.line_prompt(),
        };
        if self.sheet.is_none() {
            lines.extend(self.around());
        }
        lines.extend(told.lines);
        Spoken::new(lines, told.ask)
    }

    /// The words above the step, as they are told.
    fn around(&self) -> Vec<String> {
        let step = self.session.current_step();
        let mut lines = Vec::new();
        for (name, words) in self.session.shown_answers() {
            lines.push(format!("{name}: {}", one_line(&words)));
        }
        lines.push(self.heavy.clone());
        if !self.doing.draws_prompt() {
            lines.push(self.session.prompt(step));
        }
        let help = step
            .help
            .as_ref()
            .map(|help| self.session.fill_template(help));
        lines.extend(help);
        let examples = step.examples.for_person(self.looks_after_child);
        lines.extend(
            examples
                .iter()
                .map(|example| format!("For example: {example}")),
        );
        lines.retain(|line| !line.is_empty());
        lines
    }

    /// What a line means here.
    pub fn hear(&mut self, typed: &str) -> Heard<Outcome> {
        let Some(sheet) = &self.sheet else {
            return self.doing.on_line(typed).map(Outcome::Answer);
        };
        match sheet.hear(typed) {
            Heard::Done(pick) => match self.pick(pick) {
                Outcome::Stay => Heard::Anew,
                outcome => Heard::Done(outcome),
            },
            heard => heard.map(|_| Outcome::Stay),
        }
    }

    /// On with what stands there; none while something is asked in between.
    pub fn go_on(&self) -> Option<Outcome> {
        let answer = || Outcome::Answer(self.doing.answer());
        self.sheet.is_none().then(answer)
    }

    /// Words that a person may take along.
    pub fn words_to_take(&self) -> Option<String> {
        self.doing.text_to_copy()
    }

    /// Asks whether to throw the walk away.
    pub fn ask_throw_away(&mut self) {
        let _ = self.pick(Pick::AskThrowAway);
    }

    /// What is told of a time that passes.
    pub fn sounding(&self) -> Option<String> {
        self.doing.announcement().filter(|_| self.sheet.is_none())
    }

    pub fn on_paste(&mut self, text: &str) {
        if self.sheet.is_none() {
            self.doing.on_paste(text);
        }
    }

    pub fn on_tick(&mut self, elapsed: Duration) {
        if self.sheet.is_none() {
            self.doing.on_tick(elapsed);
        }
    }

    pub fn frame_due(&self, look: &Theme) -> Option<Duration> {
        if self.sheet.is_some() {
            None
        } else {
            self.doing.next_frame_in(look)
        }
    }

    pub fn render(&self, area: Rect, buf: &mut Buffer, look: &Theme) -> Option<Position> {
        let (at, of) = self.session.progress();
        header(
            &self.session.exercise().title,
            &format!("Step {at} of {of}"),
            area,
            buf,
            look,
        );
        let area = reading(area);
        let mut above = self.above(area, look);
        if let Some(sheet) = &self.sheet {
            above.retain(|block| block.rank == Rank::Thought);
            let rest = draw_blocks(&above, area, buf, (7, 9));
            sheet.render(rest, buf, look);
            return None;
        }
        let body = draw_blocks(&above, area, buf, self.doing.height_range(area.width));
        self.doing.render(body, buf, look)
    }

    /// The words above the step, in the order in which they stand.
    fn above(&self, area: Rect, look: &Theme) -> Vec<Block> {
        let step = self.session.current_step();
        let is_summary = matches!(step.kind, StepKind::Summary(_));
        let is_small = area.width < 38 || area.height < 8;
        let mut blocks = Vec::new();
        let mut add = |rank: Rank, style: Style, words: String, most: u16| {
            let rows = WrappedText::height(&words, area.width).min(most);
            if rows > 0 {
                blocks.push(Block {
                    rank,
                    style,
                    words,
                    rows,
                });
            }
        };
        if let Some(thought) = self.session.pinned_thought().filter(|_| !is_summary) {
            let room = usize::from(area.width) * 2 - 2;
            add(
                Rank::Thought,
                look.user_text,
                truncate_to_width(&format!("“{}”", one_line(&thought)), room.max(1)),
                2,
            );
        }
        for (name, words) in self.session.shown_answers() {
            let line = if is_small {
                one_line(&words)
            } else {
                format!("{name}: {}", one_line(&words))
            };
            add(Rank::Shown, look.dim, line, 2);
        }
        if !self.doing.draws_prompt() {
            add(Rank::Prompt, look.prompt, self.session.prompt(step), 8);
        }
        let help = step
            .help
            .as_ref()
            .map(|help| self.session.fill_template(help))
            .unwrap_or_default();
        add(Rank::Help, Style::new(), help, 4);
        let examples = step.examples.for_person(self.looks_after_child);
        for (index, example) in examples.iter().enumerate() {
            let lead = if index == 0 { "For example: " } else { "Or: " };
            add(Rank::Example, look.dim, format!("{lead}{example}"), 2);
        }
        add(Rank::Heavy, look.notice, self.heavy.clone(), 3);
        blocks
    }
}

/// Some words above a step.
struct Block {
    rank: Rank,
    style: Style,
    words: String,
    rows: u16,
}

/// How early a block gives way where there is little room: the last go first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Prompt,
    Heavy,
    Thought,
    Help,
    Shown,
    Example,
}

/// Draws as many blocks as leave the step the rows it needs, most important first, and says what is left.
fn draw_blocks(blocks: &[Block], area: Rect, buf: &mut Buffer, (least, wish): (u16, u16)) -> Rect {
    let mut order: Vec<usize> = (0..blocks.len()).collect();
    order.sort_by_key(|index| blocks[*index].rank);
    let mut kept = vec![0; blocks.len()];
    let mut room = area.height.saturating_sub(least);
    for index in order {
        let block = &blocks[index];
        // Half a help text helps nobody, but half a question or thought is better than none.
        let rows = if block.rank > Rank::Thought && block.rows > room {
            0
        } else {
            block.rows.min(room)
        };
        kept[index] = rows;
        room -= rows;
    }
    // What is left over becomes air between the blocks, once the step has what it would like.
    let mut air = room.saturating_sub(wish.saturating_sub(least));
    let mut y = area.y;
    let mut before: Option<Rank> = None;
    for (block, rows) in blocks.iter().zip(kept).filter(|(_, rows)| *rows > 0) {
        let belongs = before.is_none() || before == Some(block.rank);
        let belongs = belongs
            || (before == Some(Rank::Prompt) && matches!(block.rank, Rank::Help | Rank::Example));
        let belongs = belongs || (before == Some(Rank::Help) && block.rank == Rank::Example);
        if !belongs && air > 0 {
            y += 1;
            air -= 1;
        }
        WrappedText::new(&block.words, block.style).render(
            Rect {
                y,
                height: rows,
                ..area
            },
            buf,
        );
        y += rows;
        before = Some(block.rank);
    }
    if air > 0 && before.is_some() {
        y += 1;
    }
    Rect {
        y,
        height: area.bottom().saturating_sub(y),
        ..area
    }
}
