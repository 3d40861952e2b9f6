//! The default key bindings.

use crossterm::event::{KeyCode, KeyModifiers};

use super::{Action, Binding, Key, KeyContext};
use crate::text::buffer::Edit;

const ALL_CONTEXTS: &[KeyContext] = &[
    KeyContext::Home,
    KeyContext::HomeSearch,
    KeyContext::DraftList,
    KeyContext::PathPage,
    KeyContext::History,
    KeyContext::HistorySearch,
    KeyContext::HistoryDays,
    KeyContext::Cards,
    KeyContext::HistoryEntry,
    KeyContext::ReportQuestion,
    KeyContext::Passphrase,
    KeyContext::Work,
    KeyContext::Insights,
    KeyContext::InsightSentences,
    KeyContext::InsightFigure,
    KeyContext::Page,
    KeyContext::PageWithLinks,
    KeyContext::Welcome,
    KeyContext::TrustedPeople,
    KeyContext::PassiveStep,
    KeyContext::LastStep,
    KeyContext::Offers,
    KeyContext::SingleLineText,
    KeyContext::SuggestedText,
    KeyContext::OtherText,
    KeyContext::MultiLineText,
    KeyContext::ReframeText,
    KeyContext::GapText,
    KeyContext::Rating,
    KeyContext::ChooseOne,
    KeyContext::ChooseMany,
    KeyContext::Breathing,
    KeyContext::BreathingWithHolds,
    KeyContext::BreathingStep,
    KeyContext::QuietBreak,
    KeyContext::BreakCaution,
    KeyContext::HoldCaution,
    KeyContext::BreakFinished,
    KeyContext::Popup,
];
pub(crate) const TEXT_CONTEXTS: &[KeyContext] = &[
    KeyContext::SingleLineText,
    KeyContext::SuggestedText,
    KeyContext::MultiLineText,
    KeyContext::ReframeText,
    KeyContext::GapText,
    KeyContext::OtherText,
    KeyContext::TrustedPeople,
    KeyContext::HistorySearch,
    KeyContext::HistoryDays,
    KeyContext::ReportQuestion,
    KeyContext::HomeSearch,
    KeyContext::Passphrase,
];
/// Where text is edited, and shown while it is typed.
const EDITOR_CONTEXTS: &[KeyContext] = &[
    KeyContext::SingleLineText,
    KeyContext::SuggestedText,
    KeyContext::MultiLineText,
    KeyContext::ReframeText,
    KeyContext::GapText,
    KeyContext::OtherText,
    KeyContext::TrustedPeople,
    KeyContext::HistorySearch,
    KeyContext::HistoryDays,
    KeyContext::ReportQuestion,
    KeyContext::HomeSearch,
];
/// Where a text may have several lines.
const MULTI_LINE_CONTEXTS: &[KeyContext] = &[
    KeyContext::MultiLineText,
    KeyContext::ReframeText,
    KeyContext::GapText,
    KeyContext::TrustedPeople,
];
const NON_TEXT_CONTEXTS: &[KeyContext] = &[
    KeyContext::Home,
    KeyContext::DraftList,
    KeyContext::PathPage,
    KeyContext::History,
    KeyContext::Cards,
    KeyContext::HistoryEntry,
    KeyContext::Insights,
    KeyContext::InsightSentences,
    KeyContext::InsightFigure,
    KeyContext::Work,
    KeyContext::Page,
    KeyContext::PageWithLinks,
    KeyContext::Welcome,
    KeyContext::PassiveStep,
    KeyContext::LastStep,
    KeyContext::Offers,
    KeyContext::Rating,
    KeyContext::ChooseOne,
    KeyContext::ChooseMany,
    KeyContext::Breathing,
    KeyContext::BreathingWithHolds,
    KeyContext::BreathingStep,
    KeyContext::QuietBreak,
    KeyContext::BreakCaution,
    KeyContext::HoldCaution,
    KeyContext::BreakFinished,
    KeyContext::Popup,
];
const BREATHING_CONTEXTS: &[KeyContext] = &[
    KeyContext::Breathing,
    KeyContext::BreathingWithHolds,
    KeyContext::BreathingStep,
];
/// A break that has started.
const BREAK_CONTEXTS: &[KeyContext] = &[
    KeyContext::Breathing,
    KeyContext::BreathingWithHolds,
    KeyContext::QuietBreak,
];
/// Before a break with cautions of its own.
const CAUTION_CONTEXTS: &[KeyContext] = &[KeyContext::HoldCaution, KeyContext::BreakCaution];
const STEP_CONTEXTS: &[KeyContext] = &[
    KeyContext::PassiveStep,
    KeyContext::LastStep,
    KeyContext::Offers,
    KeyContext::SingleLineText,
    KeyContext::SuggestedText,
    KeyContext::MultiLineText,
    KeyContext::ReframeText,
    KeyContext::GapText,
    KeyContext::Rating,
    KeyContext::ChooseOne,
    KeyContext::ChooseMany,
    KeyContext::BreathingStep,
];
const LIST_CONTEXTS: &[KeyContext] = &[
    KeyContext::Home,
    KeyContext::DraftList,
    KeyContext::PathPage,
    KeyContext::History,
    KeyContext::HistoryEntry,
    KeyContext::Insights,
    KeyContext::InsightSentences,
    KeyContext::InsightFigure,
    KeyContext::Page,
    KeyContext::PageWithLinks,
    KeyContext::Welcome,
    KeyContext::PassiveStep,
    KeyContext::LastStep,
    KeyContext::Offers,
    KeyContext::ChooseOne,
    KeyContext::ChooseMany,
    KeyContext::Popup,
    KeyContext::HoldCaution,
    KeyContext::BreakCaution,
    KeyContext::BreakFinished,
];
const SUMMARY_CONTEXTS: &[KeyContext] = &[
    KeyContext::PassiveStep,
    KeyContext::LastStep,
    KeyContext::Offers,
];
const PAGE_CONTEXTS: &[KeyContext] = &[
    KeyContext::History,
    KeyContext::DraftList,
    KeyContext::PathPage,
    KeyContext::Cards,
    KeyContext::HistoryEntry,
    KeyContext::Insights,
    KeyContext::InsightSentences,
    KeyContext::InsightFigure,
    KeyContext::Page,
    KeyContext::PageWithLinks,
    KeyContext::HoldCaution,
    KeyContext::BreakCaution,
];

const CTRL: KeyModifiers = KeyModifiers::CONTROL;
const ALT: KeyModifiers = KeyModifiers::ALT;
const SHIFT: KeyModifiers = KeyModifiers::SHIFT;
const ENTER: Key = Key::unmodified(KeyCode::Enter);
const TAB: Key = Key::TAB;
const BACK_TAB: Key = Key::with_modifiers(SHIFT, KeyCode::Tab);
const ESC: Key = Key::unmodified(KeyCode::Esc);
const UP: Key = Key::unmodified(KeyCode::Up);
const DOWN: Key = Key::unmodified(KeyCode::Down);
const LEFT: Key = Key::unmodified(KeyCode::Left);
const RIGHT: Key = Key::unmodified(KeyCode::Right);
const HOME: Key = Key::unmodified(KeyCode::Home);
const END: Key = Key::unmodified(KeyCode::End);
const PAGE_UP: Key = Key::unmodified(KeyCode::PageUp);
const PAGE_DOWN: Key = Key::unmodified(KeyCode::PageDown);
const BACKSPACE: Key = Key::unmodified(KeyCode::Backspace);
const F3: Key = Key::unmodified(KeyCode::F(3));
const F5: Key = Key::unmodified(KeyCode::F(5));
const F6: Key = Key::unmodified(KeyCode::F(6));
const MINUTES: &[Key] = &[
    Key::char('1'),
    Key::char('2'),
    Key::char('3'),
    Key::char('4'),
    Key::char('5'),
    Key::char('6'),
    Key::char('7'),
    Key::char('8'),
    Key::char('9'),
];
const DELETE: Key = Key::unmodified(KeyCode::Delete);

/// A binding that the footer shows.
const fn with_footer(
    action: Action,
    name: &'static str,
    keys: &'static [Key],
    label: &'static str,
    footer: u8,
    contexts: &'static [KeyContext],
) -> Binding {
    Binding {
        action,
        name,
        keys,
        footer_label: label,
        footer_rank: Some(footer),
        contexts,
    }
}

/// A binding that only the key help page shows.
const fn without_footer(
    action: Action,
    name: &'static str,
    keys: &'static [Key],
    contexts: &'static [KeyContext],
) -> Binding {
    Binding {
        action,
        name,
        keys,
        footer_label: name,
        footer_rank: None,
        contexts,
    }
}

/// A binding that edits text.
const fn edit_binding(edit: Edit, name: &'static str, keys: &'static [Key]) -> Binding {
    without_footer(Action::Edit(edit), name, keys, EDITOR_CONTEXTS)
}

/// The default bindings. The first match wins if a key is bound twice in one context.
#[rustfmt::skip] // A table is read by its columns.
pub(crate) const DEFAULT_BINDINGS: &[Binding] = &[
    // Enter, Tab and Space.
    with_footer(Action::Activate, "open", &[ENTER], "open", 0, &[KeyContext::Home, KeyContext::HomeSearch, KeyContext::PageWithLinks]),
    with_footer(Action::Activate, "pick up", &[ENTER], "pick up", 0, &[KeyContext::DraftList]),
    with_footer(Action::Activate, "start", &[ENTER], "start", 0, &[KeyContext::PathPage]),
    with_footer(Action::StartLonger, "start the other one", &[Key::char('l'), Key::unmodified(KeyCode::F(8))], "the other one", 2, &[KeyContext::PathPage]),
    with_footer(Action::Continue, "continue", &[ENTER], "continue", 0, &[KeyContext::Welcome]),
    with_footer(Action::Leave, "done", &[ESC, TAB, BACK_TAB, Key::ctrl('d'), Key::ctrl('s')], "done", 0, &[KeyContext::TrustedPeople]),
    with_footer(Action::Activate, "unlock the journal", &[ENTER, Key::ctrl('d'), Key::ctrl('s')], "unlock", 0, &[KeyContext::Passphrase]),
    with_footer(Action::Leave, "go on without the journal", &[ESC], "not now", 2, &[KeyContext::Passphrase]),
    without_footer(Action::Edit(Edit::DeleteLeft), "delete left", &[BACKSPACE, Key::ctrl('h')], &[KeyContext::Passphrase]),
    without_footer(Action::Edit(Edit::KillToStart), "clear the field", &[Key::ctrl('u'), Key::ctrl('w')], &[KeyContext::Passphrase]),
    with_footer(Action::Activate, "read", &[ENTER, TAB], "read", 1, &[KeyContext::History]),
    with_footer(Action::Activate, "the same in sentences", &[ENTER], "sentences", 2, &[KeyContext::Insights]),
    with_footer(Action::Activate, "the picture", &[ENTER], "picture", 2, &[KeyContext::InsightSentences]),
    with_footer(Action::Activate, "the entries behind the marked figure", &[ENTER], "entries behind it", 2, &[KeyContext::InsightFigure]),
    with_footer(Action::Continue, "mark the next figure", &[TAB], "mark a figure", 3, &[KeyContext::InsightSentences, KeyContext::InsightFigure]),
    with_footer(Action::Activate, "choose", &[ENTER], "choose", 0, &[KeyContext::Popup, KeyContext::BreakFinished]),
    with_footer(Action::Activate, "pick", &[ENTER], "pick", 0, &[KeyContext::ChooseOne]),
    with_footer(Action::Continue, "next", &[ENTER, TAB], "next", 0, &[KeyContext::PassiveStep, KeyContext::Rating, KeyContext::ChooseMany]),
    with_footer(Action::Continue, "done", &[ENTER, TAB], "done", 0, &[KeyContext::LastStep]),
    with_footer(Action::Activate, "choose", &[ENTER, TAB], "choose", 0, &[KeyContext::Offers]),
    with_footer(Action::Continue, "next", &[ENTER, TAB, Key::ctrl('d'), Key::ctrl('s')], "next", 0, &[KeyContext::SingleLineText, KeyContext::SuggestedText, KeyContext::ReportQuestion]),
    with_footer(Action::OlderSuggestion, "earlier words", &[DOWN, Key::ctrl('n')], "earlier", 2, &[KeyContext::SuggestedText]),
    without_footer(Action::NewerSuggestion, "later words, and your own", &[UP, Key::ctrl('p')], &[KeyContext::SuggestedText]),
    with_footer(Action::Continue, "done", &[ENTER, TAB], "done", 0, &[KeyContext::OtherText]),
    with_footer(Action::Leave, "back to the choices", &[ESC, BACK_TAB], "back to the choices", 3, &[KeyContext::OtherText]),
    with_footer(Action::Continue, "next", &[TAB, Key::ctrl('d'), Key::ctrl('s')], "next", 0, &[KeyContext::MultiLineText]),
    with_footer(Action::NewLineOrContinue, "a new line; on an empty last line, next", &[ENTER], "new line", 4, &[KeyContext::MultiLineText]),
    without_footer(Action::NewLineOrContinue, "a new line; on an empty last line, done", &[ENTER], &[KeyContext::TrustedPeople]),
    with_footer(Action::Continue, "next", &[ENTER, TAB, Key::ctrl('d'), Key::ctrl('s')], "next", 0, &[KeyContext::ReframeText]),
    with_footer(Action::Continue, "next gap, and then next", &[ENTER, TAB, Key::ctrl('d'), Key::ctrl('s')], "next gap", 0, &[KeyContext::GapText]),
    with_footer(Action::Continue, "next", &[ENTER, TAB, Key::char('q')], "next", 1, &[KeyContext::BreathingStep]),
    with_footer(Action::Continue, "start", &[ENTER, Key::char(' ')], "start", 0, CAUTION_CONTEXTS),
    with_footer(Action::Continue, "continue", &[TAB], "continue", 3, &[KeyContext::ChooseOne]),
    with_footer(Action::ToggleOption, "tick or untick", &[Key::char(' '), Key::char('x')], "tick", 2, &[KeyContext::ChooseMany]),
    // Ratings.
    with_footer(Action::Increase, "more, by 5", &[RIGHT, UP], "more", 2, &[KeyContext::Rating]),
    with_footer(Action::Decrease, "less, by 5", &[LEFT, DOWN], "less", 2, &[KeyContext::Rating]),
    without_footer(Action::IncreaseFine, "more, by 1", &[Key::with_modifiers(SHIFT, KeyCode::Right), Key::char('l')], &[KeyContext::Rating]),
    without_footer(Action::DecreaseFine, "less, by 1", &[Key::with_modifiers(SHIFT, KeyCode::Left), Key::char('h')], &[KeyContext::Rating]),
    without_footer(Action::IncreaseCoarse, "more, by 10", &[PAGE_UP], &[KeyContext::Rating]),
    without_footer(Action::DecreaseCoarse, "less, by 10", &[PAGE_DOWN], &[KeyContext::Rating]),
    without_footer(Action::ClearAnswer, "clear it", &[BACKSPACE, DELETE], &[KeyContext::Rating, KeyContext::ChooseOne, KeyContext::ChooseMany]),
    // Breathing.
    with_footer(Action::TogglePause, "pause or continue", &[Key::char(' ')], "pause", 0, &[KeyContext::Breathing, KeyContext::BreathingWithHolds, KeyContext::BreathingStep, KeyContext::QuietBreak]),
    with_footer(Action::Leave, "end", &[ESC, Key::char('q'), Key::ctrl('c')], "end", 0, &[KeyContext::Breathing, KeyContext::BreathingWithHolds, KeyContext::QuietBreak]),
    with_footer(Action::SkipHolds, "start without holds", &[Key::char('h'), F6], "no holds", 1, &[KeyContext::HoldCaution]),
    with_footer(Action::SkipHolds, "without holds", &[Key::char('h'), F6], "no holds", 2, &[KeyContext::BreathingWithHolds]),
    without_footer(Action::SkipHolds, "without holds", &[Key::char('h'), F6], &[KeyContext::BreathingStep]),
    with_footer(Action::ToggleSofter, "softer, or as before", &[Key::char('s'), F5], "softer", 3, BREATHING_CONTEXTS),
    with_footer(Action::IncreasePace, "a faster pace", &[Key::char('+'), Key::char('=')], "faster", 5, BREATHING_CONTEXTS),
    with_footer(Action::DecreasePace, "a slower pace", &[Key::char('-')], "slower", 5, BREATHING_CONTEXTS),
    with_footer(Action::ToggleBell, "a bell at each change, on or off", &[Key::char('b'), Key::unmodified(KeyCode::F(7))], "bell", 2, BREAK_CONTEXTS),
    with_footer(Action::SetMinutes, "about so many minutes from now", MINUTES, "to 9 minutes", 3, BREAK_CONTEXTS),
    with_footer(Action::SetMinutes, "about so many minutes", MINUTES, "to 9 minutes", 3, CAUTION_CONTEXTS),
    with_footer(Action::NextBreak, "another break", &[TAB], "another", 4, BREAK_CONTEXTS),
    with_footer(Action::NextBreak, "another break", &[TAB], "another", 4, CAUTION_CONTEXTS),
    with_footer(Action::Leave, "go back", &[ESC, Key::char('q')], "go back", 1, &[KeyContext::BreakFinished]),
    // Texts to take along.
    with_footer(Action::Copy, "copy, where that is offered", &[Key::char('y'), F5], "copy", 2, SUMMARY_CONTEXTS),
    with_footer(Action::TogglePrint, "print on the way out, where that is offered", &[Key::char('p'), F6], "print on the way out", 2, SUMMARY_CONTEXTS),
    // Cards.
    with_footer(Action::ToggleCard, "keep the good-enough line as a card, or no longer", &[Key::char('*')], "make a card", 2, SUMMARY_CONTEXTS),
    without_footer(Action::ToggleCard, "keep the good-enough line as a card, or no longer", &[Key::char('*')], &[KeyContext::History, KeyContext::HistoryEntry]),
    with_footer(Action::Down, "the next card", &[RIGHT, Key::char(' '), DOWN, Key::char('j')], "next", 0, &[KeyContext::Cards]),
    without_footer(Action::Up, "the card before", &[LEFT, UP, Key::char('k')], &[KeyContext::Cards]),
    with_footer(Action::Activate, "the fear it answered, and what came of it", &[ENTER], "show the fear", 1, &[KeyContext::Cards]),
    with_footer(Action::Shuffle, "shuffle", &[Key::char('s'), F5], "shuffle", 4, &[KeyContext::Cards]),
    with_footer(Action::Filter, "cards of a pattern or a feeling", &[Key::char('f'), Key::unmodified(KeyCode::F(8))], "filter", 4, &[KeyContext::Cards]),
    with_footer(Action::EditAnswer, "change the line", &[Key::char('e'), Key::unmodified(KeyCode::F(9))], "change", 3, &[KeyContext::Cards]),
    with_footer(Action::ToggleCard, "remove the card", &[Key::char('*'), Key::char('d'), DELETE], "remove", 5, &[KeyContext::Cards]),
    without_footer(Action::Undelete, "keep it again", &[Key::char('u'), Key::unmodified(KeyCode::Insert)], &[KeyContext::Cards]),
    without_footer(Action::PageDown, "further in a long line", &[PAGE_DOWN], &[KeyContext::Cards]),
    without_footer(Action::PageUp, "back in a long line", &[PAGE_UP], &[KeyContext::Cards]),
    // Home and history.
    with_footer(Action::ShowHistory, "history", &[Key::char('h')], "history", 4, &[KeyContext::Home]),
    without_footer(Action::ShowInsights, "what your entries show", &[Key::char('i'), Key::unmodified(KeyCode::F(8))], &[KeyContext::Home, KeyContext::History, KeyContext::HistoryEntry]),
    with_footer(Action::ShowExercisePage, "about this exercise", &[Key::char('a'), Key::unmodified(KeyCode::F(9))], "about it", 6, &[KeyContext::Home, KeyContext::PathPage]),
    without_footer(Action::ShowPath, "small steps", &[Key::char('p')], &[KeyContext::Home]),
    with_footer(Action::StartBreak, "a breathing break", &[Key::char('b')], "breathe", 3, &[KeyContext::Home]),
    with_footer(Action::FollowUp, "see how it turned out", &[Key::char('l'), Key::unmodified(KeyCode::F(7))], "look back", 2, &[KeyContext::Home]),
    with_footer(Action::HelpMeChoose, "help me choose", &[Key::char('n')], "choose for me", 2, &[KeyContext::Home]),
    without_footer(Action::StartCheckIn, "check in", &[Key::char('c')], &[KeyContext::Home]),
    without_footer(Action::ShowCards, "my lines", &[Key::char('m')], &[KeyContext::Home]),
    with_footer(Action::Leave, "clear search", &[ESC], "clear", 1, &[KeyContext::HomeSearch]),
    without_footer(Action::Up, "up", &[UP], &[KeyContext::HomeSearch]),
    without_footer(Action::Down, "down", &[DOWN, TAB], &[KeyContext::HomeSearch]),
    without_footer(Action::PageUp, "a page up", &[PAGE_UP], &[KeyContext::HomeSearch]),
    without_footer(Action::PageDown, "a page down", &[PAGE_DOWN], &[KeyContext::HomeSearch]),
    with_footer(Action::Delete, "delete", &[Key::char('d'), DELETE], "delete", 2, &[KeyContext::Home, KeyContext::DraftList]),
    with_footer(Action::Undelete, "restore", &[Key::char('u'), Key::unmodified(KeyCode::Insert)], "undo", 1, &[KeyContext::Home, KeyContext::DraftList]),
    with_footer(Action::Quit, "quit", &[Key::char('q')], "quit", 3, &[KeyContext::Home]),
    without_footer(Action::Leave, "stay", &[ESC], &[KeyContext::Home]),
    without_footer(Action::FocusList, "back to the list", &[ENTER, TAB], &[KeyContext::HistoryEntry]),
    with_footer(Action::Delete, "delete", &[Key::char('d'), DELETE], "delete", 4, &[KeyContext::History, KeyContext::HistoryEntry]),
    with_footer(Action::FollowUp, "see how it turned out", &[Key::char('c'), Key::unmodified(KeyCode::F(7))], "look back", 4, &[KeyContext::History, KeyContext::HistoryEntry]),
    with_footer(Action::Search, "search", &[Key::char('/'), Key::ctrl('f')], "search", 3, &[KeyContext::Home, KeyContext::History, KeyContext::HistoryEntry]),
    with_footer(Action::Filter, "filter entries", &[Key::char('f'), Key::unmodified(KeyCode::F(8))], "filter", 3, &[KeyContext::History]),
    with_footer(Action::Export, "export these entries", &[Key::char('x'), Key::unmodified(KeyCode::F(11))], "export", 6, &[KeyContext::History]),
    without_footer(Action::RemoveFilter, "remove the last filter", &[BACKSPACE], &[KeyContext::History]),
    with_footer(Action::EditAnswer, "change this answer", &[Key::char('e'), Key::unmodified(KeyCode::F(9))], "change", 3, &[KeyContext::HistoryEntry]),
    without_footer(Action::RepeatExercise, "do it again", &[Key::char('w'), Key::unmodified(KeyCode::F(10))], &[KeyContext::History, KeyContext::HistoryEntry]),
    without_footer(Action::NewerDay, "a newer day", &[LEFT], &[KeyContext::History]),
    without_footer(Action::OlderDay, "an older day", &[RIGHT], &[KeyContext::History]),
    without_footer(Action::NewerMonth, "a newer month", &[Key::char('<'), Key::with_modifiers(CTRL, KeyCode::Left)], &[KeyContext::History]),
    without_footer(Action::OlderMonth, "an older month", &[Key::char('>'), Key::with_modifiers(CTRL, KeyCode::Right)], &[KeyContext::History]),
    with_footer(Action::Continue, "to the results", &[ENTER, TAB, DOWN], "to the list", 0, &[KeyContext::HistorySearch]),
    with_footer(Action::Leave, "clear search", &[ESC], "clear", 1, &[KeyContext::HistorySearch]),
    with_footer(Action::Continue, "show these days", &[ENTER, TAB], "show days", 0, &[KeyContext::HistoryDays]),
    with_footer(Action::Leave, "back to the list", &[ESC], "back", 1, &[KeyContext::HistoryDays]),
    with_footer(Action::Undelete, "restore", &[Key::char('u'), Key::unmodified(KeyCode::Insert)], "undo", 7, &[KeyContext::History, KeyContext::HistoryEntry]),
    // Leaving and going back.
    with_footer(Action::Leave, "back", &[ESC, Key::char('q')], "back", 1, PAGE_CONTEXTS),
    without_footer(Action::Leave, "back", &[ENTER], &[KeyContext::Page]),
    without_footer(Action::Leave, "continue", &[ESC, Key::char('q')], &[KeyContext::Welcome]),
    with_footer(Action::Leave, "back", &[ESC], "back", 1, &[KeyContext::Popup, KeyContext::ReportQuestion]),
    with_footer(Action::Leave, "stop, with nothing half done", &[ESC], "stop", 0, &[KeyContext::Work]),
    with_footer(Action::Leave, "pause", &[ESC], "pause", 3, STEP_CONTEXTS),
    with_footer(Action::PreviousStep, "back a step", &[BACK_TAB], "back", 4, STEP_CONTEXTS),
    with_footer(Action::OpenExternalEditor, "open your editor", &[Key::ctrl('o')], "editor", 7, EDITOR_CONTEXTS),
    // Everywhere.
    with_footer(Action::ToggleSofter, "start, softer", &[Key::char('s'), F5], "softer", 1, CAUTION_CONTEXTS),
    with_footer(Action::ShowPeople, "people to talk to", &[Key::char('?'), Key::ctrl('g'), F3], "people to talk to", 1, NON_TEXT_CONTEXTS),
    with_footer(Action::ShowPeople, "people to talk to", &[Key::ctrl('g'), F3], "people to talk to", 1, TEXT_CONTEXTS),
    with_footer(Action::ShowKeys, "keys", &[Key::unmodified(KeyCode::F(1))], "keys", 5, ALL_CONTEXTS),
    with_footer(Action::StartBreak, "breathe now", &[Key::unmodified(KeyCode::F(2))], "breathe", 6, STEP_CONTEXTS),
    with_footer(Action::StartBreak, "breathe now", &[Key::unmodified(KeyCode::F(2))], "breathe", 3, &[KeyContext::Passphrase]),
    with_footer(Action::StartBreak, "breathe now", &[Key::unmodified(KeyCode::F(2))], "breathe", 3, &[KeyContext::Work]),
    without_footer(Action::StartBreak, "breathe now", &[Key::unmodified(KeyCode::F(2))], PAGE_CONTEXTS),
    without_footer(Action::StartBreak, "breathe now", &[Key::unmodified(KeyCode::F(2))], &[KeyContext::Home, KeyContext::Popup, KeyContext::Welcome, KeyContext::TrustedPeople]),
    without_footer(Action::Redraw, "redraw the screen", &[Key::ctrl('l')], ALL_CONTEXTS),
    without_footer(Action::Interrupt, "quit, with everything saved", &[Key::ctrl('c')], ALL_CONTEXTS),
    without_footer(Action::HideScreen, "hide the screen until a key", &[Key::unmodified(KeyCode::F(4)), Key::ctrl('\\')], ALL_CONTEXTS),
    without_footer(Action::LockJournal, "lock the journal", &[Key::unmodified(KeyCode::F(12))], ALL_CONTEXTS),
    without_footer(Action::Suspend, "suspend, back with fg", &[Key::ctrl('z')], NON_TEXT_CONTEXTS),
    // Movement.
    without_footer(Action::Up, "up", &[UP, Key::char('k')], LIST_CONTEXTS),
    without_footer(Action::Down, "down", &[DOWN, Key::char('j')], LIST_CONTEXTS),
    without_footer(Action::First, "first", &[HOME, Key::char('g')], LIST_CONTEXTS),
    without_footer(Action::Last, "last", &[END, Key::char('G')], LIST_CONTEXTS),
    without_footer(Action::PageUp, "a page up", &[PAGE_UP], LIST_CONTEXTS),
    without_footer(Action::PageDown, "a page down", &[PAGE_DOWN], LIST_CONTEXTS),
    with_footer(Action::PageDown, "a page down", &[Key::char(' ')], "more", 0, &[KeyContext::Page, KeyContext::PageWithLinks]),
    without_footer(Action::PageDown, "a page down", &[Key::char(' ')], &[KeyContext::Welcome, KeyContext::HistoryEntry, KeyContext::Insights, KeyContext::InsightSentences, KeyContext::InsightFigure, KeyContext::PassiveStep, KeyContext::LastStep, KeyContext::Offers]),
    // Editing, as in readline.
    without_footer(Action::Edit(Edit::Newline), "a new line", &[Key::with_modifiers(ALT, KeyCode::Enter), Key::ctrl('j'), Key::with_modifiers(SHIFT, KeyCode::Enter)], MULTI_LINE_CONTEXTS),
    edit_binding(Edit::Left, "left", &[LEFT, Key::ctrl('b')]),
    edit_binding(Edit::Right, "right", &[RIGHT, Key::ctrl('f')]),
    edit_binding(Edit::Up, "up a row", &[UP, Key::ctrl('p')]),
    edit_binding(Edit::Down, "down a row", &[DOWN, Key::ctrl('n')]),
    edit_binding(Edit::WordLeft, "a word left", &[Key::with_modifiers(CTRL, KeyCode::Left), Key::with_modifiers(ALT, KeyCode::Left), Key::alt('b')]),
    edit_binding(Edit::WordRight, "a word right", &[Key::with_modifiers(CTRL, KeyCode::Right), Key::with_modifiers(ALT, KeyCode::Right), Key::alt('f')]),
    edit_binding(Edit::RowStart, "start of the row", &[HOME, Key::ctrl('a')]),
    edit_binding(Edit::RowEnd, "end of the row", &[END, Key::ctrl('e')]),
    edit_binding(Edit::TextStart, "start of the text", &[Key::with_modifiers(CTRL, KeyCode::Home), PAGE_UP]),
    edit_binding(Edit::TextEnd, "end of the text", &[Key::with_modifiers(CTRL, KeyCode::End), PAGE_DOWN]),
    edit_binding(Edit::DeleteLeft, "delete left", &[BACKSPACE, Key::ctrl('h'), Key::with_modifiers(SHIFT, KeyCode::Backspace)]),
    edit_binding(Edit::DeleteRight, "delete right", &[DELETE]),
    edit_binding(Edit::KillWordLeft, "cut a word left", &[Key::ctrl('w'), Key::with_modifiers(ALT, KeyCode::Backspace), Key::with_modifiers(CTRL, KeyCode::Backspace)]),
    edit_binding(Edit::KillWordRight, "cut a word right", &[Key::alt('d'), Key::with_modifiers(CTRL, KeyCode::Delete)]),
    edit_binding(Edit::KillToStart, "cut to the start of the line", &[Key::ctrl('u')]),
    edit_binding(Edit::KillToEnd, "cut to the end of the line", &[Key::ctrl('k')]),
    edit_binding(Edit::Yank, "put back what was cut", &[Key::ctrl('v')]),
    edit_binding(Edit::Undo, "undo", &[Key::ctrl('z'), Key::ctrl('_')]),
    edit_binding(Edit::Redo, "redo", &[Key::ctrl('y')]),
    // To a later step.
    without_footer(Action::SkipAhead, "ahead, where that is offered", &[Key::char('s'), Key::unmodified(KeyCode::F(9))], &[KeyContext::PassiveStep, KeyContext::Rating, KeyContext::ChooseOne, KeyContext::ChooseMany]),
    without_footer(Action::SkipAhead, "ahead, where that is offered", &[Key::unmodified(KeyCode::F(9))], &[KeyContext::SingleLineText, KeyContext::SuggestedText, KeyContext::MultiLineText, KeyContext::OtherText, KeyContext::BreathingStep]),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::keymap::{bindings_in, lookup};

    #[test]
    fn a_letter_is_never_a_command_where_words_are_typed() {
        for context in TEXT_CONTEXTS {
            for binding in bindings_in(*context) {
                assert!(
                    binding.keys.iter().all(|key| key.typed_char().is_none()),
                    "{} at {context:?}",
                    binding.name
                );
            }
        }
    }

    #[test]
    fn every_context_leads_on_and_back_and_to_people_to_talk_to() {
        for context in ALL_CONTEXTS {
            let actions: Vec<_> = bindings_in(*context)
                .map(|binding| binding.action)
                .collect();
            assert!(actions.contains(&Action::ShowPeople), "{context:?}");
            assert!(actions.contains(&Action::ShowKeys), "{context:?}");
            assert!(actions.contains(&Action::Leave), "{context:?}");
        }
    }

    #[test]
    fn footer_hints_match_what_the_keys_do() {
        for context in ALL_CONTEXTS {
            for binding in bindings_in(*context).filter(|binding| binding.footer_rank.is_some()) {
                let key = binding.keys[0];
                assert_eq!(
                    lookup(*context, key),
                    Some(binding.action),
                    "{key} at {context:?}"
                );
            }
        }
    }

    #[test]
    fn every_action_can_be_reached_without_a_latin_letter() {
        let plain = |key: &Key| !matches!(key.code, KeyCode::Char(character) if character.is_ascii_alphabetic());
        // These are in the menu of the home screen or in the popup of a step too.
        let also_listed = [
            Action::ShowHistory,
            Action::ShowPath,
            Action::HelpMeChoose,
            Action::StartCheckIn,
            Action::ShowCards,
            Action::Quit,
            Action::ShowPeople,
        ];
        let spare = [
            Action::Redraw,
            Action::Interrupt,
            Action::Suspend,
            Action::OpenExternalEditor,
            Action::SkipHolds,
            Action::Undelete,
        ];
        for binding in DEFAULT_BINDINGS
            .iter()
            .filter(|binding| !matches!(binding.action, Action::Edit(_)))
        {
            let elsewhere = DEFAULT_BINDINGS
                .iter()
                .filter(|other| other.action == binding.action)
                .flat_map(|other| other.keys);
            let reachable = elsewhere.into_iter().any(plain);
            assert!(
                reachable
                    || also_listed.contains(&binding.action)
                    || spare.contains(&binding.action),
                "{}",
                binding.name
            );
        }
    }
}
