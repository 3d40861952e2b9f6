//! The floor: a bare ratatui program that only draws and reads keys.
//!
//! `floor` shows a list, `floor breathe` paints a circle that grows and shrinks. `cargo bench --bench terminal` measures
//! good-enough against it.

use std::f64::consts::TAU;
use std::io;
use std::time::{Duration, Instant};

use ratatui::crossterm::event::{self, Event, KeyCode};
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::Style;
use ratatui::widgets::canvas::{Canvas, Circle};
use ratatui::widgets::{Block, List, ListState, Paragraph};
use ratatui::{DefaultTerminal, Frame};

const LINE_COUNT: usize = 1000;
const FRAMES_PER_SECOND: u32 = 30;
/// One cycle, in and out.
const BREATH_SECONDS: f64 = 8.0;

/// The state that is drawn.
#[derive(Default)]
struct FloorApp {
    lines: Vec<String>,
    selected: usize,
    typed: String,
    /// The time since the circle started, in the breathing variant.
    breathing: Option<Duration>,
}

fn main() -> io::Result<()> {
    let is_breathing = std::env::args()
        .nth(1)
        .is_some_and(|word| word == "breathe");
    let mut app = FloorApp {
        lines: (1..=LINE_COUNT)
            .map(|number| format!("{number:>4}  a line as long as most of those in a history are"))
            .collect(),
        breathing: is_breathing.then_some(Duration::ZERO),
        ..FloorApp::default()
    };
    let mut terminal = ratatui::init();
    let ended = run_event_loop(&mut app, &mut terminal);
    ratatui::restore();
    ended
}

fn run_event_loop(app: &mut FloorApp, terminal: &mut DefaultTerminal) -> io::Result<()> {
    let began = now();
    for frame in 1.. {
        terminal.draw(|frame| app.draw(frame))?;
        if app.breathing.is_some() {
            let due = Duration::from_secs(1) * frame / FRAMES_PER_SECOND;
            let has_key = event::poll(due.saturating_sub(began.elapsed()))?;
            app.breathing = Some(began.elapsed());
            if !has_key {
                continue;
            }
        }
        if let Event::Key(key) = event::read()? {
            if key.code == KeyCode::Char('q') {
                break;
            }
            app.handle_key(key.code);
        }
    }
    Ok(())
}

#[expect(
    clippy::disallowed_methods,
    reason = "an edge of its own: the breath moves by this clock"
)]
fn now() -> Instant {
    Instant::now()
}

impl FloorApp {
    fn handle_key(&mut self, key: KeyCode) {
        match key {
            KeyCode::Down | KeyCode::Char('j') => {
                self.selected = (self.selected + 1).min(LINE_COUNT - 1);
            }
            KeyCode::Up | KeyCode::Char('k') => self.selected = self.selected.saturating_sub(1),
            KeyCode::Char(letter) => self.typed.push(letter),
            KeyCode::Backspace => drop(self.typed.pop()),
            _ => {}
        }
    }

    fn draw(&self, frame: &mut Frame<'_>) {
        let rows = [
            Constraint::Min(0),
            Constraint::Length(1),
            Constraint::Length(1),
        ];
        let [main, text, status] = Layout::vertical(rows).areas(frame.area());
        match self.breathing {
            Some(time) => draw_breath(frame, main, time),
            None => self.draw_list(frame, main),
        }
        frame.render_widget(Paragraph::new(self.typed.as_str()), text);
        frame.render_widget(Paragraph::new("j down  k up  q quit"), status);
    }

    /// Builds only the visible lines, as an efficient program would.
    fn draw_list(&self, frame: &mut Frame<'_>, area: Rect) {
        let height = usize::from(area.height.saturating_sub(2)).max(1);
        let first = (self.selected + 1).saturating_sub(height);
        let seen = self.lines.iter().skip(first).take(height);
        let list = List::new(seen.map(String::as_str))
            .block(Block::bordered().title("A thousand lines"))
            .highlight_style(Style::new().reversed());
        let mut state = ListState::default().with_selected(Some(self.selected - first));
        frame.render_stateful_widget(list, area, &mut state);
    }
}

fn draw_breath(frame: &mut Frame<'_>, area: Rect, time: Duration) {
    let radius = 5.0 - 3.0 * (time.as_secs_f64() * TAU / BREATH_SECONDS).cos();
    let canvas = Canvas::default()
        .block(Block::bordered().title("A breath"))
        .x_bounds([-20.0, 20.0])
        .y_bounds([-10.0, 10.0])
        .paint(|context| {
            context.draw(&Circle {
                radius,
                ..Circle::default()
            });
        });
    frame.render_widget(canvas, area);
}
