//! A person at the keyboard of the whole program, without a terminal.

use std::path::Path;
use std::time::Duration;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use good_enough::content::library::Library;
use good_enough::domain::entry::LocalTime;
use good_enough::platform::paths::AppPaths;
use good_enough::storage::journal::Journal;
use good_enough::storage::profile::Profile;
use good_enough::ui::app::{App, Effect, Event, StartScreen};
use good_enough::ui::theme::{ColorSupport, Theme};
use rand::SeedableRng;
use rand::rngs::StdRng;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// The program with a person in front of it.
pub struct Coach {
    /// Where the journal lies; it goes when the story is told.
    folder: Option<tempfile::TempDir>,
    app: App,
    size: (u16, u16),
    now: LocalTime,
    /// What the last key asked of the terminal.
    pub effect: Option<Effect>,
}

/// When every test begins, unless it says otherwise.
pub fn start_time() -> LocalTime {
    LocalTime {
        timestamp: "2026-11-24T22:41:00Z".parse().expect("it is a time"),
        utc_offset: 3600,
        day: "2026-11-24".parse().expect("it is a day"),
    }
}

impl Coach {
    /// A first evening with `enough`, on a terminal of 80x24.
    pub fn new() -> Self {
        Self::opening(StartScreen::Home)
    }

    /// The same in sixteen colours.
    pub fn coloured() -> Self {
        Self::opening_with_theme(StartScreen::Home, Theme::new(ColorSupport::Ansi16))
    }

    /// A first evening that opens somewhere else.
    pub fn opening(opening: StartScreen) -> Self {
        Self::opening_with_theme(opening, Theme::new(ColorSupport::None))
    }

    pub fn opening_with_theme(opening: StartScreen, look: Theme) -> Self {
        let folder = tempfile::tempdir().expect("there is room for a folder");
        let journal = Journal::open(&folder.path().join("journal.db")).expect("the journal opens");
        let mut coach = Self::with_journal(journal, Library::embedded(), opening, look);
        coach.folder = Some(folder);
        coach
    }

    /// With the journal at `path`, which may hold something already.
    pub fn with_journal_at(path: &Path) -> Self {
        let journal = Journal::open(path).expect("the journal opens");
        Self::with_journal(
            journal,
            Library::embedded(),
            StartScreen::Home,
            Theme::new(ColorSupport::None),
        )
    }

    /// With the history of a journal that lies with everything else in a folder.
    pub fn with_history_in(folder: &Path) -> Self {
        let places = AppPaths::find(Some(folder)).expect("it is a folder");
        let journal = Journal::open(&places.journal_file).expect("the journal opens");
        let look = Theme::new(ColorSupport::None);
        Self::build(
            Library::embedded(),
            StartScreen::History,
            |library, chance| App::new(library, journal, look, chance).with_paths(places),
        )
    }

    /// With a journal at `path` that can't be opened.
    pub fn with_broken_journal(path: &Path) -> Self {
        std::fs::create_dir(path).expect("there is room for a folder");
        let error = Journal::open(path).expect_err("it is a folder");
        let journal = Journal::in_memory().expect("there is memory");
        let look = Theme::new(ColorSupport::None);
        Self::build(Library::embedded(), StartScreen::Home, |library, chance| {
            App::new(library, journal, look, chance).with_unavailable_journal(error)
        })
    }

    /// With what the person told kept in `file`, and people to talk to of their own in `people`.
    pub fn with_profile(file: &Path, people: &Path) -> Self {
        let mut library = Library::embedded();
        library.add_user_contacts(people);
        let journal = Journal::in_memory().expect("there is memory");
        let look = Theme::new(ColorSupport::None);
        Self::build(library, StartScreen::Home, |library, chance| {
            let (person, faulty) = Profile::read(file);
            let file = Some(file.to_owned());
            App::new(library, journal, look, chance).with_profile(person, faulty.as_ref(), file)
        })
    }

    /// The first page comes up, for someone whose journal lies at `journal`.
    pub fn with_welcome(mut self, journal: &str) -> Self {
        self.app.show_welcome(journal);
        self
    }

    pub fn with_journal(
        journal: Journal,
        library: Library,
        opening: StartScreen,
        look: Theme,
    ) -> Self {
        Self::build(library, opening, |library, chance| {
            App::new(library, journal, look, chance)
        })
    }

    fn build(
        library: Library,
        opening: StartScreen,
        new: impl FnOnce(Library, StdRng) -> App,
    ) -> Self {
        let now = start_time();
        let mut app = new(library, StdRng::seed_from_u64(7));
        let size = (80, 24);
        app.open(opening, size, &now);
        let mut coach = Self {
            folder: None,
            app,
            size,
            now,
            effect: None,
        };
        coach.run_idle_work();
        coach
    }

    /// The same, after the terminal was resized.
    pub fn sized(mut self, width: u16, height: u16) -> Self {
        self.resize(width, height);
        self
    }

    pub fn resize(&mut self, width: u16, height: u16) {
        self.size = (width, height);
        self.send(Event::Resize(width, height));
    }

    /// Presses keys: letters as they are, others by name, as in `jj<Enter><C-c><S-Tab>`.
    pub fn press(&mut self, script: &str) -> &mut Self {
        for key in keys(script) {
            self.send(Event::Key(key));
        }
        self
    }

    /// Presses keys so quickly that there is time for a frame after each, and for nothing else until it [rests](Self::rest).
    pub fn press_without_idle(&mut self, script: &str) -> &mut Self {
        for key in keys(script) {
            self.update(Event::Key(key));
        }
        self
    }

    /// Opens an exercise or a break from the first screen, with the digit that stands before its title.
    #[track_caller]
    pub fn choose(&mut self, title: &str) -> &mut Self {
        let screen = self.screen();
        let begins = |digit: &u8| {
            let row = format!("{digit} {title}");
            let is_fresh = |line: &str| line.contains(&row) && !line.contains("step ");
            screen.lines().any(is_fresh)
        };
        let Some(digit) = (1..=9).find(begins) else {
            panic!("no digit stands before “{title}” on\n{screen}");
        };
        self.press(&digit.to_string())
    }

    /// Types words, whatever letters are in them.
    pub fn type_in(&mut self, words: &str) -> &mut Self {
        for letter in words.chars() {
            self.send(Event::Key(KeyEvent::new(
                KeyCode::Char(letter),
                KeyModifiers::NONE,
            )));
        }
        self
    }

    pub fn paste(&mut self, words: &str) -> &mut Self {
        self.send(Event::Paste(words.to_owned()));
        self
    }

    /// Words come back from the person's own editor.
    pub fn return_from_editor(&mut self, words: &str) -> &mut Self {
        self.send(Event::EditorClosed(Some(words.to_owned())));
        self
    }

    /// Lets time pass in the steps in which the program asks to be woken; says how often it was.
    pub fn wait(&mut self, seconds: f64) -> usize {
        let mut left = Duration::from_secs_f64(seconds);
        let mut woken = 0;
        while let Some(due) = self.app.next_frame_in().filter(|due| *due <= left) {
            let due = due.max(Duration::from_millis(1));
            self.send(Event::Tick(due));
            left = left.saturating_sub(due);
            woken += 1;
        }
        self.send(Event::Tick(left.min(Duration::from_secs(1))));
        woken
    }

    /// The clock of the computer shows another time from now on.
    pub fn clock(&mut self, at: &str, offset: i32, day: &str) -> &mut Self {
        self.now = LocalTime {
            timestamp: at.parse().expect("it is a time"),
            utc_offset: offset,
            day: day.parse().expect("it is a day"),
        };
        self
    }

    /// Lets so much time pass at once.
    pub fn tick(&mut self, time: Duration) -> &mut Self {
        self.send(Event::Tick(time));
        self
    }

    /// Whether the program has ended.
    pub fn has_quit(&self) -> bool {
        self.effect == Some(Effect::Quit)
    }

    /// What will be printed when the person leaves.
    pub fn exit_output(&self) -> Vec<&str> {
        self.app.print_queue().collect()
    }

    /// Whether the program would sleep until the next key.
    pub fn is_idle(&self) -> bool {
        self.app.next_frame_in().is_none()
    }

    fn send(&mut self, event: Event) {
        self.update(event);
        self.run_idle_work();
    }

    fn update(&mut self, event: Event) {
        self.effect = self.app.update(event, &self.now);
        // Whatever happened, it can be drawn, at this size and at an absurd one.
        self.draw();
    }

    /// Lets the program do so much of that as it does before it wants to show something.
    pub fn run_idle_slice(&mut self) -> &mut Self {
        while self.app.has_idle_work() && !self.app.run_idle_work() {}
        self
    }

    /// Lets the program do what it does while no key waits.
    pub fn run_idle_work(&mut self) -> &mut Self {
        while self.app.has_idle_work() {
            self.app.run_idle_work();
            self.draw();
        }
        self
    }

    fn draw(&self) -> (Buffer, Option<Position>) {
        let (width, height) = self.size;
        let mut buffer = Buffer::empty(Rect::new(0, 0, width, height));
        let caret = self.render(buffer.area, &mut buffer);
        (buffer, caret)
    }

    /// Draws the program, and tells where the terminal's cursor belongs.
    pub fn render(&self, area: Rect, buffer: &mut Buffer) -> Option<Position> {
        self.app.render(area, buffer)
    }

    /// The screen, cell by cell.
    pub fn buffer(&self) -> Buffer {
        self.draw().0
    }

    /// Where the terminal's cursor stands.
    pub fn caret(&self) -> Option<Position> {
        self.draw().1
    }

    /// What is on the screen, without the blanks at the ends of its rows.
    pub fn screen(&self) -> String {
        let (buffer, _) = self.draw();
        let row = |y| {
            let mut row = String::new();
            let mut skip = 0;
            for x in 0..buffer.area.width {
                let symbol = buffer[(x, y)].symbol();
                if skip == 0 {
                    row.push_str(symbol);
                    skip = good_enough::text::display_width(symbol).max(1);
                }
                skip -= 1;
            }
            row.trim_end().to_owned()
        };
        (0..buffer.area.height)
            .map(row)
            .collect::<Vec<_>>()
            .join("\n")
    }

    /// Whether the screen shows `words`, however they are wrapped.
    pub fn shows(&self, words: &str) -> bool {
        let flat = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        flat(&self.screen()).contains(&flat(words))
    }

    #[track_caller]
    pub fn expect(&mut self, words: &str) -> &mut Self {
        assert!(
            self.shows(words),
            "expected “{words}” on\n{}",
            self.screen()
        );
        self
    }

    #[track_caller]
    pub fn expect_no(&mut self, words: &str) -> &mut Self {
        assert!(
            !self.shows(words),
            "expected no “{words}” on\n{}",
            self.screen()
        );
        self
    }
}

/// The keys of a script.
fn keys(script: &str) -> Vec<KeyEvent> {
    let mut keys = Vec::new();
    let mut rest = script;
    while let Some(letter) = rest.chars().next() {
        let named = rest
            .strip_prefix('<')
            .and_then(|after| after.split_once('>'));
        let (typed, after) = named.map_or_else(
            || {
                let typed = KeyEvent::new(KeyCode::Char(letter), KeyModifiers::NONE);
                (typed, &rest[letter.len_utf8()..])
            },
            |(name, after)| (key(name), after),
        );
        keys.push(typed);
        rest = after;
    }
    keys
}

fn key(name: &str) -> KeyEvent {
    let (mut held, mut rest) = (KeyModifiers::NONE, name);
    while let Some((prefix, after)) = rest
        .split_once('-')
        .filter(|(prefix, after)| prefix.len() == 1 && !after.is_empty())
    {
        held |= match prefix {
            "C" => KeyModifiers::CONTROL,
            "S" => KeyModifiers::SHIFT,
            "A" => KeyModifiers::ALT,
            other => panic!("no such modifier: {other}"),
        };
        rest = after;
    }
    let code = match rest {
        "Enter" => KeyCode::Enter,
        "Tab" if held.contains(KeyModifiers::SHIFT) => KeyCode::BackTab,
        "Tab" => KeyCode::Tab,
        "Esc" => KeyCode::Esc,
        "Up" => KeyCode::Up,
        "Down" => KeyCode::Down,
        "Left" => KeyCode::Left,
        "Right" => KeyCode::Right,
        "Home" => KeyCode::Home,
        "End" => KeyCode::End,
        "PgUp" => KeyCode::PageUp,
        "PgDn" => KeyCode::PageDown,
        "Backspace" => KeyCode::Backspace,
        "Delete" => KeyCode::Delete,
        "Space" => KeyCode::Char(' '),
        "F1" => KeyCode::F(1),
        "F2" => KeyCode::F(2),
        "F4" => KeyCode::F(4),
        "F5" => KeyCode::F(5),
        "F6" => KeyCode::F(6),
        "F8" => KeyCode::F(8),
        "F10" => KeyCode::F(10),
        letter if letter.chars().count() == 1 => {
            KeyCode::Char(letter.chars().next().expect("there is one"))
        }
        other => panic!("no such key: {other}"),
    };
    KeyEvent::new(code, held)
}
