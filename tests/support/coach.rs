//! The whole app without a terminal, driven by key scripts.

#[path = "large_digits.rs"]
mod large_digits;

use std::cell::OnceCell;
use std::path::Path;
use std::time::Duration;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use good_enough::content::library::Library;
use good_enough::domain::entry::LocalTime;
use good_enough::domain::exercise::StepKind;
use good_enough::domain::session::Session;
use good_enough::platform::paths::AppPaths;
use good_enough::storage::journal::Journal;
use good_enough::storage::profile::Profile;
use good_enough::storage::work_observer::{Progress, WorkObserver};
use good_enough::ui::app::{App, Effect, Event, LockSettings, StartScreen};
use good_enough::ui::color::Rgb;
use good_enough::ui::theme::{ColorSupport, Theme, ThemeSource};
use rand::SeedableRng;
use rand::rngs::StdRng;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Modifier;

/// The app with a journal, a clock and a screen size.
pub struct Coach {
    /// Contains the journal; removed on drop.
    folder: Option<tempfile::TempDir>,
    app: App,
    size: (u16, u16),
    now: LocalTime,
    /// The effect of the last event.
    pub effect: Option<Effect>,
    /// Long work isn't run at once, but by [`Coach::run_work`].
    holds_work: bool,
}

/// The time at which every test starts by default.
pub fn start_time() -> LocalTime {
    LocalTime {
        timestamp: "2026-11-24T22:41:00Z".parse().expect("a valid timestamp"),
        utc_offset: 3600,
        day: "2026-11-24".parse().expect("a valid date"),
    }
}

/// The library of most tests: the exercises in `tests/support/exercises` in place of the embedded ones of the same id.
///
/// They are the first versions, which have to keep working, and no new wording of an exercise changes a test of keys,
/// screens or files. Two that came later are stubs on no line of the menu. Tests of the exercises themselves use [`Coach::shipped`].
pub fn first_exercises() -> Library {
    thread_local!(static LIBRARY: OnceCell<Library> = const { OnceCell::new() });
    LIBRARY.with(|library| {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/support/exercises");
        let load = || Library::with_user_folder(&folder);
        let library = library.get_or_init(load).clone();
        assert!(
            library.rejected_files.is_empty(),
            "{:?}",
            library.rejected_files
        );
        library
    })
}

impl Coach {
    /// The first run, on a terminal of 80x24.
    pub fn new() -> Self {
        Self::opening(StartScreen::Home)
    }

    /// The first run with the exercises as they are shipped.
    pub fn shipped() -> Self {
        let theme = Theme::new(ColorSupport::None);
        Self::first_run(Library::embedded(), StartScreen::Home, theme)
    }

    /// The first run at the start of one of the exercises as they are shipped.
    pub fn walking(id: &str) -> Self {
        let theme = Theme::new(ColorSupport::None);
        let start = StartScreen::Exercise(id.to_owned());
        Self::first_run(Library::embedded(), start, theme)
    }

    /// The first run in sixteen colours, with the exercises as they are shipped.
    pub fn coloured() -> Self {
        let theme = Theme::new(ColorSupport::Ansi16);
        Self::first_run(Library::embedded(), StartScreen::Home, theme)
    }

    /// A journal with these entries and the shipped exercises on a terminal with all colours.
    pub fn colourful(fill: impl FnOnce(&mut Journal), opening: StartScreen) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("journal.db");
        let mut journal = Journal::open(&path).expect("the journal opens");
        fill(&mut journal);
        let theme = Theme::new(ColorSupport::TrueColor);
        let mut coach = Self::build(Library::embedded(), opening, |library, rng| {
            let source = ThemeSource::auto(ColorSupport::TrueColor);
            App::new(library, journal, theme, rng).with_theme_source(source)
        });
        coach.folder = Some(folder);
        coach
    }

    /// The first screen with this theme.
    pub fn themed(source: ThemeSource) -> Self {
        let journal = Journal::in_memory().expect("the journal opens");
        let theme = Theme::new(ColorSupport::TrueColor);
        Self::build(Library::embedded(), StartScreen::Home, |library, rng| {
            App::new(library, journal, theme, rng).with_theme_source(source)
        })
    }

    /// Reports the background of the terminal.
    pub fn on_background(&mut self, color: Rgb) -> &mut Self {
        self.send(Event::BackgroundColor(color));
        self
    }

    /// The first run with another start screen.
    pub fn opening(opening: StartScreen) -> Self {
        Self::opening_with_theme(opening, Theme::new(ColorSupport::None))
    }

    pub fn opening_with_theme(opening: StartScreen, theme: Theme) -> Self {
        Self::first_run(first_exercises(), opening, theme)
    }

    fn first_run(library: Library, opening: StartScreen, theme: Theme) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let journal = Journal::open(&folder.path().join("journal.db")).expect("the journal opens");
        let mut coach = Self::with_journal(journal, library, opening, theme);
        coach.folder = Some(folder);
        coach
    }

    /// With the journal at `path`, which may have entries.
    pub fn with_journal_at(path: &Path) -> Self {
        let journal = Journal::open(path).expect("the journal opens");
        Self::with_journal(
            journal,
            first_exercises(),
            StartScreen::Home,
            Theme::new(ColorSupport::None),
        )
    }

    /// Opens the history, with the journal in a data folder.
    pub fn with_history_in(folder: &Path) -> Self {
        Self::with_history_and_theme(folder, Theme::new(ColorSupport::None))
    }

    pub fn with_history_and_theme(folder: &Path, theme: Theme) -> Self {
        let paths = AppPaths::find(Some(folder)).expect("it is a folder");
        let journal = Journal::open(&paths.journal_file).expect("the journal opens");
        Self::build(first_exercises(), StartScreen::History, |library, rng| {
            App::new(library, journal, theme, rng).with_paths(paths)
        })
    }

    /// With the locked journal in a data folder, before anybody has typed the passphrase.
    pub fn with_locked_journal_in(folder: &Path, opening: StartScreen) -> Self {
        let paths = AppPaths::find(Some(folder)).expect("it is a folder");
        let journal = Journal::in_memory().expect("the journal opens");
        let theme = Theme::new(ColorSupport::None);
        let settings = LockSettings {
            has_lock: true,
            has_ask_command: false,
            after_minutes: Some(10),
        };
        Self::build(first_exercises(), opening, |library, rng| {
            let app = App::new(library, journal, theme, rng).with_paths(paths);
            app.with_lock(settings).with_locked_journal()
        })
    }

    /// Checks the passphrase that was typed, as the terminal does on another thread.
    #[track_caller]
    pub fn check_passphrase(&mut self) -> &mut Self {
        let Some(Effect::Unlock(request)) = self.effect.clone() else {
            panic!("nothing is to be checked on\n{}", self.screen());
        };
        self.send(Event::Unlock(request.run()));
        self
    }

    /// Types a passphrase or a recovery code, and has it checked.
    #[track_caller]
    pub fn unlock(&mut self, typed: &str) -> &mut Self {
        self.type_in(typed).press("<Enter>").check_passphrase()
    }

    /// All that the app shows of itself to a programmer.
    pub fn debug_text(&self) -> String {
        format!("{:?} {:?}", self.app, self.effect)
    }

    /// With a journal at `path` that cannot be opened.
    pub fn with_broken_journal(path: &Path) -> Self {
        std::fs::create_dir(path).expect("a temporary folder");
        let error = Journal::open(path).expect_err("it is a folder");
        let journal = Journal::in_memory().expect("the journal opens");
        let theme = Theme::new(ColorSupport::None);
        Self::build(first_exercises(), StartScreen::Home, |library, rng| {
            App::new(library, journal, theme, rng).with_unavailable_journal(error)
        })
    }

    /// With the journal in a data folder, which can't be opened because it is damaged. Long work waits for [`Self::run_work`].
    pub fn with_damaged_journal_in(folder: &Path) -> Self {
        let paths = AppPaths::find(Some(folder)).expect("it is a folder");
        let error = Journal::open(&paths.journal_file).expect_err("it is damaged");
        let journal = Journal::in_memory().expect("the journal opens");
        let theme = Theme::new(ColorSupport::None);
        let new = |library, rng| {
            let app = App::new(library, journal, theme, rng).with_paths(paths);
            app.with_unavailable_journal(error)
        };
        Self::build_holding(first_exercises(), StartScreen::History, new)
    }

    /// With the profile in `file` and the user contact list in `people`.
    pub fn with_profile(file: &Path, people: &Path) -> Self {
        let mut library = first_exercises();
        library.add_user_contacts(people);
        let journal = Journal::in_memory().expect("the journal opens");
        let theme = Theme::new(ColorSupport::None);
        Self::build(library, StartScreen::Home, |library, rng| {
            let (profile, faulty) = Profile::read(file);
            let file = Some(file.to_owned());
            App::new(library, journal, theme, rng).with_profile(profile, faulty.as_ref(), file)
        })
    }

    /// Shows the welcome page with `journal` as the path of the journal.
    pub fn with_welcome(mut self, journal: &str) -> Self {
        self.app.show_welcome(journal);
        self
    }

    pub fn with_journal(
        journal: Journal,
        library: Library,
        opening: StartScreen,
        theme: Theme,
    ) -> Self {
        Self::build(library, opening, |library, rng| {
            App::new(library, journal, theme, rng)
        })
    }

    fn build(
        library: Library,
        opening: StartScreen,
        new: impl FnOnce(Library, StdRng) -> App,
    ) -> Self {
        let mut coach = Self::build_holding(library, opening, new);
        coach.holds_work = false;
        coach.run_all_work();
        coach.run_idle_work();
        coach
    }

    fn build_holding(
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
            holds_work: true,
        };
        coach.run_idle_work();
        coach
    }

    /// After a resize of the terminal.
    pub fn sized(mut self, width: u16, height: u16) -> Self {
        self.resize(width, height);
        self
    }

    pub fn resize(&mut self, width: u16, height: u16) {
        self.size = (width, height);
        self.send(Event::Resize(width, height));
    }

    /// Presses keys: characters as they are, others by name, as in `jj<Enter><C-c><S-Tab>`.
    pub fn press(&mut self, script: &str) -> &mut Self {
        for key in keys(script) {
            self.send(Event::Key(key));
        }
        self
    }

    /// Presses keys without idle work in between; call [`Self::run_idle_work`] for it.
    pub fn press_without_idle(&mut self, script: &str) -> &mut Self {
        for key in keys(script) {
            self.update(Event::Key(key));
        }
        self
    }

    /// Opens an exercise or a break on home by the digit before its title.
    #[track_caller]
    pub fn choose(&mut self, title: &str) -> &mut Self {
        let screen = self.screen();
        let begins = |digit: &u8| {
            let row = format!("{digit} {title}");
            let is_fresh = |line: &str| {
                flatten(line).contains(&row) && !line.contains("step ") && !line.contains(" in “")
            };
            screen.lines().any(is_fresh)
        };
        let Some(digit) = (1..=9).find(begins) else {
            panic!("no digit stands before “{title}” on\n{screen}");
        };
        self.press(&digit.to_string())
    }

    /// Types any text, without key names.
    pub fn type_in(&mut self, text: &str) -> &mut Self {
        for letter in text.chars() {
            self.send(Event::Key(KeyEvent::new(
                KeyCode::Char(letter),
                KeyModifiers::NONE,
            )));
        }
        self
    }

    pub fn paste(&mut self, text: &str) -> &mut Self {
        self.send(Event::Paste(text.to_owned()));
        self
    }

    /// Returns from the external editor with this text.
    pub fn return_from_editor(&mut self, text: &str) -> &mut Self {
        self.send(Event::EditorClosed(Some(text.to_owned())));
        self
    }

    /// Advances the clock in the steps that the app asks for; returns how often it woke.
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

    /// Sets the clock to another time.
    pub fn clock(&mut self, at: &str, offset: i32, day: &str) -> &mut Self {
        self.now = LocalTime {
            timestamp: at.parse().expect("a valid timestamp"),
            utc_offset: offset,
            day: day.parse().expect("a valid date"),
        };
        self
    }

    /// Lets long work run only in [`Self::run_work`], as if it took long.
    pub fn holding_work(mut self) -> Self {
        self.holds_work = true;
        self
    }

    /// Runs the long work that the app asked for, watched by `observer`.
    #[track_caller]
    pub fn run_work(&mut self, observer: &WorkObserver) -> &mut Self {
        let Some(work) = self.app.take_work() else {
            panic!("no work is to be done on\n{}", self.screen());
        };
        let result = work.run(observer);
        self.effect = self.app.on_work_done(result, &self.now);
        self.draw();
        self.run_idle_work()
    }

    /// Reports how far the work is, as the terminal does while it runs.
    pub fn report_progress(&mut self, progress: Progress) -> &mut Self {
        self.app.on_work_progress(progress);
        self
    }

    fn run_all_work(&mut self) {
        while let Some(work) = self.app.take_work() {
            let result = work.run(&WorkObserver::default());
            let effect = self.app.on_work_done(result, &self.now);
            self.effect = effect.or_else(|| self.effect.take());
        }
    }

    /// Sends a single tick.
    pub fn tick(&mut self, time: Duration) -> &mut Self {
        self.send(Event::Tick(time));
        self
    }

    /// Asks the program to terminate, as SIGTERM does.
    pub fn terminate(&mut self) {
        let _ = self.app.update(Event::Terminate, &self.now);
    }

    pub fn has_quit(&self) -> bool {
        self.effect == Some(Effect::Quit)
    }

    /// The text printed on exit.
    pub fn exit_output(&self) -> Vec<&str> {
        self.app.print_queue().collect()
    }

    /// Whether the app sleeps until the next event.
    pub fn is_idle(&self) -> bool {
        self.app.next_frame_in().is_none()
    }

    fn send(&mut self, event: Event) {
        self.update(event);
        self.run_idle_work();
    }

    fn update(&mut self, event: Event) {
        self.effect = self.app.update(event, &self.now);
        if !self.holds_work {
            self.run_all_work();
        }
        // Every state can be drawn.
        self.draw();
    }

    /// Runs idle work until the app wants to draw.
    pub fn run_idle_slice(&mut self) -> &mut Self {
        while self.app.has_idle_work() && !self.app.run_idle_work() {}
        self
    }

    /// Runs all idle work.
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

    /// Draws the app and returns the position of the cursor.
    pub fn render(&self, area: Rect, buffer: &mut Buffer) -> Option<Position> {
        self.app.render(area, buffer)
    }

    /// The most bytes of the next frame.
    pub fn max_frame_bytes(&self) -> Option<usize> {
        self.app.max_frame_bytes()
    }

    /// The cells of the screen.
    pub fn buffer(&self) -> Buffer {
        self.draw().0
    }

    /// The position of the terminal's cursor.
    pub fn caret(&self) -> Option<Position> {
        self.draw().1
    }

    /// The text of the screen, with rows trimmed at their ends.
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

    /// Whether the screen shows `text`, ignoring line breaks and the borders and bars beside the text. Large digits count as
    /// the number they show.
    pub fn shows(&self, text: &str) -> bool {
        let screen = large_digits::read_large_numbers(&self.screen());
        flatten(&screen).contains(&flatten(text))
    }

    #[track_caller]
    pub fn expect(&mut self, text: &str) -> &mut Self {
        assert!(self.shows(text), "expected “{text}” on\n{}", self.screen());
        self
    }

    #[track_caller]
    pub fn expect_no(&mut self, text: &str) -> &mut Self {
        assert!(
            !self.shows(text),
            "expected no “{text}” on\n{}",
            self.screen()
        );
        self
    }

    /// Expects a pair of ratings in the summary, each before its line.
    #[track_caller]
    pub fn expect_pair(&mut self, label: &str, before: &str, after: &str) -> &mut Self {
        let screen = self.screen();
        let is_pair =
            |line: &&str| line.trim_matches(['│', ' ']).starts_with(label) && line.contains('→');
        let row = screen.lines().find(is_pair);
        let row = row.unwrap_or_else(|| panic!("no pair “{label}” on\n{screen}"));
        let words = |text: &str| {
            text.replace(['━', '─', '│', '┃'], "")
                .split_whitespace()
                .collect::<Vec<_>>()
                .join(" ")
        };
        let (first, last) = row.split_once('→').expect("there is an arrow");
        assert_eq!(words(first), format!("{label} {before}"), "{screen}");
        assert_eq!(words(last), after, "{screen}");
        for (half, number) in [(first, before), (last, after)] {
            let count = |wanted: char| half.chars().filter(|symbol| *symbol == wanted).count();
            let (done, width) = (count('━'), count('━') + count('─'));
            let number: usize = number.trim_end_matches('%').parse().expect("a number");
            assert_eq!(done, (width * number + 50) / 100, "{screen}");
        }
        self
    }

    /// Expects the rating on the screen, in digits and at the handle of the line.
    #[track_caller]
    pub fn expect_rating(&mut self, number: usize, unit: &str) -> &mut Self {
        self.expect(&format!("{number}{unit}"));
        let screen = self.screen();
        let line = screen.lines().find(|line| line.contains('●'));
        let line = line.unwrap_or_else(|| panic!("no handle on\n{screen}"));
        let (done, rest) = line.trim().split_once('●').expect("there is one");
        let (done, width) = (done.chars().count(), line.trim().chars().count());
        assert_eq!(rest.chars().count() + done + 1, width, "{screen}");
        assert_eq!(done, ((width - 1) * number + 50) / 100, "{screen}");
        self
    }

    /// Expects the position of a session, as the domain knows it.
    #[track_caller]
    pub fn expect_position(&mut self, session: &Session) -> &mut Self {
        let is_last = matches!(session.current_step().kind, StepKind::Summary(_));
        match session.chapter_progress() {
            Some((chapter, ..)) if is_last => self.expect_chapter_done(chapter),
            Some((chapter, number, count)) => self.expect_chapter(chapter, number, count),
            None => {
                let (number, count) = session.progress();
                if session.is_screen_count_known() {
                    self.expect(&format!("{number} of {count}"))
                } else {
                    self.expect(&format!("step {number}"))
                }
            }
        }
    }

    /// Expects the last chapter to be done.
    #[track_caller]
    pub fn expect_chapter_done(&mut self, name: &str) -> &mut Self {
        let screen = self.screen();
        let header = screen.lines().find(|row| !row.is_empty()).unwrap_or("");
        let is_done = header.contains(&format!("{name} ━━━━")) && !header.contains('─');
        assert!(is_done, "{name} is not done on\n{screen}");
        self
    }

    /// Expects the screen with this number, from 1, of those in the current chapter: in words, or in the line of the
    /// chapter, where all screens before are done.
    #[track_caller]
    pub fn expect_chapter(&mut self, name: &str, number: usize, count: usize) -> &mut Self {
        let screen = self.screen();
        let header = screen.lines().find(|row| !row.is_empty()).unwrap_or("");
        let Some((before, line)) = header
            .split_once(&format!("{name} "))
            .filter(|(_, line)| line.starts_with(['━', '─']))
        else {
            return match count {
                1 => self.expect(name),
                _ => self.expect(&format!("{name}, {number} of {count}")),
            };
        };
        let (done, left) = line_lengths(line);
        let expected = ((number - 1) * (done + left) * 2 + count) / (2 * count);
        assert_eq!(done, expected, "{name}, {number} of {count} on\n{screen}");
        let (buffer, column) = (self.buffer(), before.chars().count());
        let row = screen.lines().position(|row| row == header);
        let cell = (u16::try_from(column), u16::try_from(row.unwrap_or(0)));
        let (Ok(x), Ok(y)) = cell else {
            panic!("a small screen");
        };
        let is_current = buffer[(x, y)].modifier.contains(Modifier::BOLD);
        assert!(is_current, "{name} is not emphasized on\n{screen}");
        self
    }
}

/// The number of heavy symbols that a line begins with, and the number of its light ones.
fn line_lengths(line: &str) -> (usize, usize) {
    let done = line.chars().take_while(|symbol| *symbol == '━').count();
    let rest = line.chars().skip(done);
    (done, rest.take_while(|symbol| *symbol == '─').count())
}

/// The words of a text, without line breaks, borders and bars.
fn flatten(text: &str) -> String {
    let is_frame = |word: &&str| ["│", "▎", "|"].contains(word);
    let words = text.split_whitespace().filter(|word| !is_frame(word));
    words.collect::<Vec<_>>().join(" ")
}

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
        "F9" => KeyCode::F(9),
        "F10" => KeyCode::F(10),
        "F12" => KeyCode::F(12),
        letter if letter.chars().count() == 1 => {
            KeyCode::Char(letter.chars().next().expect("there is one"))
        }
        other => panic!("no such key: {other}"),
    };
    KeyEvent::new(code, held)
}
