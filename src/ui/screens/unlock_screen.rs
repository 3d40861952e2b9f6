//! The screen of a locked journal: one field for the passphrase, or for the recovery code where the lock file is lost.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::widgets::Widget;

use super::AppCommand;
use crate::storage::lock::{JournalKey, LockState, RecoveryCode, RecoveryCodeError};
use crate::text::buffer::{Edit, TextBuffer};
use crate::text::hidden::HiddenText;
use crate::ui::keymap::{Action, KeyContext, KeyPress, key_label};
use crate::ui::layout::{render_header, text_area};
use crate::ui::line_mode::prompt::LinePrompt;
use crate::ui::theme::Theme;
use crate::ui::widgets::text_input::{TextInput, TextNotes};
use crate::ui::widgets::wrapped_text::WrappedText;

#[derive(Debug)]
pub(crate) struct UnlockScreen {
    typed: HiddenText,
    secret: WantedSecret,
    state: UnlockState,
    /// What the user was about to do, and does once the journal is open.
    after: AppCommand,
    /// The key that was found while another screen was on top.
    key: Option<JournalKey>,
    has_ask_command: bool,
}

/// What opens the journal.
#[derive(Clone, Debug, PartialEq, Eq)]
enum WantedSecret {
    PassphraseOrCode,
    /// Only the recovery code, for this reason.
    Code(String),
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum UnlockState {
    Typing,
    /// The command of the configuration runs.
    Asking,
    /// What was typed is being checked.
    Checking,
    /// What to say about the last attempt.
    Failed(String),
}

impl UnlockScreen {
    const TITLE: &str = "The journal is locked";

    /// `lock` is the state of the lock, or why it can't be read.
    pub(crate) fn new(lock: Result<LockState, String>, has_ask_command: bool) -> Self {
        let reason = lock
            .as_ref()
            .ok()
            .and_then(LockState::lost_lock_file_reason);
        let secret = match reason {
            Some(reason) => WantedSecret::Code(format!(
                "{reason}. So the passphrase can't open the journal, but the recovery code can."
            )),
            None => WantedSecret::PassphraseOrCode,
        };
        let state = lock.err().map_or(UnlockState::Typing, UnlockState::Failed);
        Self {
            typed: HiddenText::default(),
            secret,
            state,
            after: AppCommand::None,
            key: None,
            has_ask_command,
        }
    }

    /// Does `command` once the journal is open.
    #[must_use]
    pub(crate) fn with_command(mut self, command: AppCommand) -> Self {
        self.after = command;
        self
    }

    /// Says that the command of the configuration runs.
    pub(crate) fn set_asking(&mut self) {
        self.state = UnlockState::Asking;
    }

    /// Takes what was typed to check it; none if there is nothing to check.
    pub(crate) fn take_typed(&mut self) -> Option<HiddenText> {
        if self.typed.is_blank() {
            return None;
        }
        let typed = std::mem::take(&mut self.typed);
        if let WantedSecret::Code(_) = self.secret
            && let Err(error) = RecoveryCode::parse(typed.as_str())
        {
            self.state = UnlockState::Failed(code_error_text(error));
            return None;
        }
        self.state = UnlockState::Checking;
        Some(typed)
    }

    /// Says that what was typed isn't it.
    pub(crate) fn set_wrong(&mut self) {
        self.state =
            UnlockState::Failed("That isn't it. The recovery code opens it too.".to_owned());
    }

    pub(crate) fn set_failed(&mut self, words: String) {
        self.state = UnlockState::Failed(words);
    }

    pub(crate) fn set_key(&mut self, key: JournalKey) {
        self.key = Some(key);
    }

    pub(crate) const fn take_key(&mut self) -> Option<JournalKey> {
        self.key.take()
    }

    /// What to do once the journal is open.
    pub(crate) fn into_command(self) -> AppCommand {
        self.after
    }

    pub(crate) fn on_key(&mut self, press: KeyPress) -> AppCommand {
        match press.action {
            Some(Action::Leave) => return AppCommand::SkipUnlocking,
            Some(Action::Activate) => return self.on_enter(),
            Some(Action::Edit(Edit::DeleteLeft)) => self.typed.pop(),
            Some(Action::Edit(Edit::KillToStart)) => self.typed.clear(),
            _ => {
                if let Some(character) = press.key.typed_char() {
                    self.typed.push(character);
                }
            }
        }
        if let UnlockState::Failed(_) = self.state {
            self.state = UnlockState::Typing;
        }
        AppCommand::None
    }

    fn on_enter(&self) -> AppCommand {
        match self.state {
            UnlockState::Checking => AppCommand::None,
            _ if !self.typed.is_blank() => AppCommand::Unlock,
            UnlockState::Asking => AppCommand::None,
            _ if self.has_ask_command => AppCommand::RunAskCommand,
            _ => AppCommand::None,
        }
    }

    /// Appends the first line of a paste.
    pub(crate) fn on_paste(&mut self, text: &str) {
        let line = text.trim_start_matches(['\r', '\n']).lines().next();
        line.unwrap_or_default()
            .chars()
            .for_each(|character| self.typed.push(character));
    }

    /// What line mode prints before it asks, or why the last attempt failed.
    pub(crate) fn line_prompt(&self) -> LinePrompt {
        let lines = match (&self.state, &self.secret) {
            (UnlockState::Failed(words), _) => vec![words.clone()],
            (_, WantedSecret::PassphraseOrCode) => vec![
                format!("{}.", Self::TITLE),
                "/breathe and /people work without it, an empty line goes on without it, and the recovery code opens it too."
                    .to_owned(),
            ],
            (_, WantedSecret::Code(reason)) => vec![
                format!("{}. {reason}", Self::TITLE),
                "/breathe and /people work without it, and an empty line goes on without it.".to_owned(),
            ],
        };
        LinePrompt::new(lines, "")
    }

    /// The prompt of line mode for what isn't shown.
    pub(crate) const fn secret_prompt(&self) -> &'static str {
        match self.secret {
            WantedSecret::PassphraseOrCode => "Passphrase: ",
            WantedSecret::Code(_) => "Recovery code: ",
        }
    }

    /// Sets what was typed in line mode.
    pub(crate) fn set_typed(&mut self, typed: HiddenText) {
        self.typed = typed;
    }

    /// What works without the journal.
    fn intro(&self) -> String {
        let key = |action| key_label(action, KeyContext::Passphrase);
        let people = key(Action::ShowPeople);
        let breath = key(Action::StartBreak);
        let words = format!(
            "You can breathe ({breath}) and find people to talk to ({people}) without it. The recovery code opens it too."
        );
        match &self.secret {
            WantedSecret::PassphraseOrCode => words,
            WantedSecret::Code(reason) => reason.clone(),
        }
    }

    const fn question(&self) -> &'static str {
        match self.secret {
            WantedSecret::PassphraseOrCode => "What is your passphrase?",
            WantedSecret::Code(_) => "What is your recovery code?",
        }
    }

    /// The line below the field.
    fn note(&self) -> String {
        let enter = key_label(Action::Activate, KeyContext::Passphrase);
        match &self.state {
            UnlockState::Typing if self.has_ask_command && self.typed.is_blank() => {
                format!("{enter} on an empty line runs the command of your configuration.")
            }
            UnlockState::Typing => String::new(),
            UnlockState::Asking => {
                "The command of your configuration is asked. You can type it as well.".to_owned()
            }
            UnlockState::Checking => "Just a moment.".to_owned(),
            UnlockState::Failed(words) => words.clone(),
        }
    }

    /// One dot a character: without them nobody knows whether the keys arrive.
    fn dots(&self, theme: &Theme, width: usize) -> String {
        let dot = if theme.ascii_only { "*" } else { "•" };
        // The end of what is too long for a row.
        dot.repeat(self.typed.char_count().min(width))
    }

    pub(crate) fn render(&self, area: Rect, buf: &mut Buffer, theme: &Theme) -> Option<Position> {
        render_header(Self::TITLE, "", area, buf, theme);
        let mut page = text_area(area);
        let intro = self.intro();
        let rows = WrappedText::height(&intro, page.width).saturating_add(1);
        let question = WrappedText::height(self.question(), page.width);
        let needs_reason = matches!(self.secret, WantedSecret::Code(_));
        if page.height >= rows + question + 3 || (needs_reason && page.height > rows + question) {
            WrappedText::new(&intro, theme.quiet).render(page, buf);
            page.y += rows;
            page.height -= rows;
        }
        let line = Rect {
            height: question.min(page.height.saturating_sub(1)),
            ..page
        };
        WrappedText::new(self.question(), theme.strong).render(line, buf);
        let gap = u16::from(page.height > line.height + 3);
        let field = Rect {
            y: page.y + line.height + gap,
            height: page.height - line.height - gap,
            ..page
        };
        let width = TextInput::text_width(field.width);
        TextInput {
            buffer: &TextBuffer::with_text(&self.dots(theme, width)),
            placeholder: "",
            theme,
        }
        .render_with_notes(
            TextNotes {
                gaps: &[],
                notice: &self.note(),
            },
            field,
            buf,
        )
    }
}

fn code_error_text(error: RecoveryCodeError) -> String {
    let error = error.to_string();
    let mut letters = error.chars();
    let first = letters
        .next()
        .map(|letter| letter.to_uppercase().to_string());
    format!(
        "That isn't it. {}{}.",
        first.unwrap_or_default(),
        letters.as_str()
    )
}
