//! The table itself: a line for each thing that a key does somewhere.

use crossterm::event::{KeyCode, KeyModifiers};

use super::{Action, Key, Place, Row};
use crate::editor::Edit;

const EVERYWHERE: &[Place] = &[
    Place::Home,
    Place::History,
    Place::Searching,
    Place::Reader,
    Place::Insights,
    Place::Page,
    Place::Choices,
    Place::Welcome,
    Place::Trusted,
    Place::Stop,
    Place::OneLine,
    Place::OfferedLine,
    Place::Other,
    Place::ManyLines,
    Place::Rating,
    Place::ChooseOne,
    Place::ChooseMany,
    Place::Breathing,
    Place::Holding,
    Place::BreathingStep,
    Place::Quiet,
    Place::Mind,
    Place::Caution,
    Place::BreathOver,
    Place::Sheet,
];
pub const TEXT: &[Place] = &[
    Place::OneLine,
    Place::OfferedLine,
    Place::ManyLines,
    Place::Other,
    Place::Trusted,
    Place::Searching,
];
const NOT_TEXT: &[Place] = &[
    Place::Home,
    Place::History,
    Place::Reader,
    Place::Insights,
    Place::Page,
    Place::Choices,
    Place::Welcome,
    Place::Stop,
    Place::Rating,
    Place::ChooseOne,
    Place::ChooseMany,
    Place::Breathing,
    Place::Holding,
    Place::BreathingStep,
    Place::Quiet,
    Place::Mind,
    Place::Caution,
    Place::BreathOver,
    Place::Sheet,
];
const BREATH: &[Place] = &[Place::Breathing, Place::Holding, Place::BreathingStep];
const STEPS: &[Place] = &[
    Place::Stop,
    Place::OneLine,
    Place::OfferedLine,
    Place::ManyLines,
    Place::Rating,
    Place::ChooseOne,
    Place::ChooseMany,
    Place::BreathingStep,
];
const LISTS: &[Place] = &[
    Place::Home,
    Place::History,
    Place::Reader,
    Place::Insights,
    Place::Page,
    Place::Choices,
    Place::Welcome,
    Place::Stop,
    Place::ChooseOne,
    Place::ChooseMany,
    Place::Sheet,
    Place::Caution,
    Place::Mind,
];
const PAGES: &[Place] = &[
    Place::History,
    Place::Reader,
    Place::Insights,
    Place::Page,
    Place::Choices,
    Place::Caution,
    Place::Mind,
];

const CTRL: KeyModifiers = KeyModifiers::CONTROL;
const ALT: KeyModifiers = KeyModifiers::ALT;
const SHIFT: KeyModifiers = KeyModifiers::SHIFT;
const ENTER: Key = Key::plain(KeyCode::Enter);
const TAB: Key = Key::TAB;
const BACK_TAB: Key = Key::with(SHIFT, KeyCode::Tab);
const ESC: Key = Key::plain(KeyCode::Esc);
const UP: Key = Key::plain(KeyCode::Up);
const DOWN: Key = Key::plain(KeyCode::Down);
const LEFT: Key = Key::plain(KeyCode::Left);
const RIGHT: Key = Key::plain(KeyCode::Right);
const HOME: Key = Key::plain(KeyCode::Home);
const END: Key = Key::plain(KeyCode::End);
const PAGE_UP: Key = Key::plain(KeyCode::PageUp);
const PAGE_DOWN: Key = Key::plain(KeyCode::PageDown);
const BACKSPACE: Key = Key::plain(KeyCode::Backspace);
const F3: Key = Key::plain(KeyCode::F(3));
const F5: Key = Key::plain(KeyCode::F(5));
const F6: Key = Key::plain(KeyCode::F(6));
const DELETE: Key = Key::plain(KeyCode::Delete);

/// A line that stands in the footer.
const fn shown(
    action: Action,
    name: &'static str,
    keys: &'static [Key],
    label: &'static str,
    footer: u8,
    places: &'static [Place],
) -> Row {
    Row {
        action,
        name,
        keys,
        label,
        footer: Some(footer),
        places,
    }
}

/// A line that stands in the page of keys alone.
const fn listed(
    action: Action,
    name: &'static str,
    keys: &'static [Key],
    places: &'static [Place],
) -> Row {
    Row {
        action,
        name,
        keys,
        label: name,
        footer: None,
        places,
    }
}

/// A line for a change to the text.
const fn edit(edit: Edit, name: &'static str, keys: &'static [Key]) -> Row {
    listed(Action::Edit(edit), name, keys, TEXT)
}

/// Every action. Earlier lines win where a key stands twice in one place.
#[rustfmt::skip] // A table is read by its columns.
pub const TABLE: &[Row] = &[
    // What Enter, Tab and Space do here.
    shown(Action::Go, "open", &[ENTER], "open", 0, &[Place::Home, Place::Choices]),
    shown(Action::Next, "continue", &[ENTER], "continue", 0, &[Place::Welcome]),
    shown(Action::Leave, "done", &[ESC, TAB, BACK_TAB, Key::ctrl('d'), Key::ctrl('s')], "done", 0, &[Place::Trusted]),
    shown(Action::Go, "read", &[ENTER, TAB], "read", 1, &[Place::History]),
    shown(Action::Go, "mark a figure, then see the walks behind it", &[ENTER], "walks behind it", 2, &[Place::Insights]),
    shown(Action::Go, "choose", &[ENTER], "choose", 0, &[Place::Sheet]),
    shown(Action::Go, "pick", &[ENTER], "pick", 0, &[Place::ChooseOne]),
    shown(Action::Next, "next", &[ENTER, TAB], "next", 0, &[Place::Stop, Place::Rating, Place::ChooseMany]),
    shown(Action::Next, "next", &[ENTER, TAB, Key::ctrl('d'), Key::ctrl('s')], "next", 0, &[Place::OneLine, Place::OfferedLine]),
    shown(Action::Earlier, "earlier words", &[DOWN, Key::ctrl('n')], "earlier", 2, &[Place::OfferedLine]),
    listed(Action::Later, "later words, and your own", &[UP, Key::ctrl('p')], &[Place::OfferedLine]),
    shown(Action::Next, "done", &[ENTER, TAB], "done", 0, &[Place::Other]),
    shown(Action::Leave, "back to the choices", &[ESC, BACK_TAB], "back to the choices", 3, &[Place::Other]),
    shown(Action::Next, "next", &[TAB, Key::ctrl('d'), Key::ctrl('s')], "next", 0, &[Place::ManyLines]),
    shown(Action::Next, "next", &[ENTER, TAB, Key::letter('q')], "next", 1, &[Place::BreathingStep]),
    shown(Action::Next, "begin", &[ENTER, TAB], "begin", 0, &[Place::Caution, Place::Mind]),
    shown(Action::Next, "go on", &[TAB], "go on", 3, &[Place::ChooseOne]),
    shown(Action::Tick, "tick or untick", &[Key::letter(' '), Key::letter('x')], "tick", 2, &[Place::ChooseMany]),
    // A rating.
    shown(Action::More, "more, by 5", &[RIGHT, UP], "more", 2, &[Place::Rating]),
    shown(Action::Less, "less, by 5", &[LEFT, DOWN], "less", 2, &[Place::Rating]),
    listed(Action::LittleMore, "more, by 1", &[Key::with(SHIFT, KeyCode::Right), Key::letter('l')], &[Place::Rating]),
    listed(Action::LittleLess, "less, by 1", &[Key::with(SHIFT, KeyCode::Left), Key::letter('h')], &[Place::Rating]),
    listed(Action::MuchMore, "more, by 10", &[PAGE_UP], &[Place::Rating]),
    listed(Action::MuchLess, "less, by 10", &[PAGE_DOWN], &[Place::Rating]),
    listed(Action::Clear, "take it back", &[BACKSPACE, DELETE], &[Place::Rating, Place::ChooseOne, Place::ChooseMany]),
    // A breath.
    shown(Action::Pause, "pause or go on", &[Key::letter(' ')], "pause", 0, &[Place::Breathing, Place::Holding, Place::BreathingStep, Place::Quiet]),
    shown(Action::Leave, "end", &[ESC, Key::letter('q'), Key::ctrl('c')], "end", 0, &[Place::Breathing, Place::Holding, Place::Quiet]),
    shown(Action::NoHolds, "begin without holds", &[Key::letter('h')], "no holds", 1, &[Place::Caution]),
    shown(Action::NoHolds, "without holds", &[Key::letter('h'), TAB], "no holds", 2, &[Place::Holding]),
    listed(Action::NoHolds, "without holds", &[Key::letter('h')], &[Place::BreathingStep]),
    shown(Action::Softer, "begin, softer", &[Key::letter('s'), F5], "softer", 2, &[Place::Caution, Place::Mind]),
    shown(Action::Softer, "softer, or as before", &[Key::letter('s'), F5], "softer", 3, BREATH),
    shown(Action::Faster, "a faster pace", &[Key::letter('+'), Key::letter('=')], "faster", 5, BREATH),
    shown(Action::Slower, "a slower pace", &[Key::letter('-')], "slower", 5, BREATH),
    shown(Action::Leave, "go back", &[ENTER, ESC, Key::letter('q')], "go back", 0, &[Place::BreathOver]),
    // Words that are meant for somebody.
    shown(Action::Copy, "copy, where that is offered", &[Key::letter('y'), F5], "copy", 2, &[Place::Stop]),
    shown(Action::Print, "print when leaving, where that is offered", &[Key::letter('p'), F6], "print when leaving", 2, &[Place::Stop]),
    // The first screen and the history.
    shown(Action::History, "history", &[Key::letter('h')], "history", 2, &[Place::Home]),
    listed(Action::Insights, "what it adds up to", &[Key::letter('i'), Key::plain(KeyCode::F(8))], &[Place::Home, Place::History, Place::Reader]),
    shown(Action::Breathe, "a breathing break", &[Key::letter('b')], "breathe", 3, &[Place::Home]),
    shown(Action::FollowUp, "see how it turned out", &[Key::letter('l'), Key::plain(KeyCode::F(7))], "look back", 2, &[Place::Home]),
    shown(Action::Surprise, "pick one for me", &[Key::letter('p')], "pick for me", 6, &[Place::Home]),
    shown(Action::Quit, "quit", &[Key::letter('q')], "quit", 3, &[Place::Home]),
    listed(Action::Leave, "stay", &[ESC], &[Place::Home]),
    listed(Action::OtherPane, "back to the list", &[ENTER, TAB], &[Place::Reader]),
    shown(Action::Delete, "delete", &[Key::letter('d'), DELETE], "delete", 4, &[Place::History, Place::Reader]),
    shown(Action::FollowUp, "see how it turned out", &[Key::letter('c'), Key::plain(KeyCode::F(7))], "look back", 4, &[Place::History, Place::Reader]),
    shown(Action::Search, "look for words", &[Key::letter('/'), Key::ctrl('f')], "search", 2, &[Place::History, Place::Reader]),
    shown(Action::Filter, "choose which walks to see", &[Key::letter('f'), Key::plain(KeyCode::F(8))], "filter", 3, &[Place::History]),
    shown(Action::Export, "write these walks into a file", &[Key::letter('x'), Key::plain(KeyCode::F(11))], "export", 6, &[Place::History]),
    listed(Action::TakeOut, "take the last filter out", &[BACKSPACE], &[Place::History]),
    shown(Action::Change, "change this answer", &[Key::letter('e'), Key::plain(KeyCode::F(9))], "change", 3, &[Place::Reader]),
    listed(Action::Again, "walk it again", &[Key::letter('w'), Key::plain(KeyCode::F(10))], &[Place::History, Place::Reader]),
    listed(Action::NewerDay, "a newer day", &[LEFT], &[Place::History]),
    listed(Action::OlderDay, "an older day", &[RIGHT], &[Place::History]),
    listed(Action::NewerMonth, "a newer month", &[Key::letter('<'), Key::with(CTRL, KeyCode::Left)], &[Place::History]),
    listed(Action::OlderMonth, "an older month", &[Key::letter('>'), Key::with(CTRL, KeyCode::Right)], &[Place::History]),
    shown(Action::Next, "to what was found", &[ENTER, TAB, DOWN], "to the list", 0, &[Place::Searching]),
    shown(Action::Leave, "look for nothing", &[ESC], "clear", 1, &[Place::Searching]),
    shown(Action::Undo, "bring back", &[Key::letter('u'), Key::plain(KeyCode::Insert)], "undo", 7, &[Place::History, Place::Reader]),
    // The way out and the way back.
    shown(Action::Leave, "back", &[ESC, Key::letter('q')], "back", 1, PAGES),
    listed(Action::Leave, "back", &[ENTER], &[Place::Page]),
    listed(Action::Leave, "continue", &[ESC, Key::letter('q')], &[Place::Welcome]),
    shown(Action::Leave, "back", &[ESC], "back", 1, &[Place::Sheet]),
    shown(Action::Leave, "pause the walk", &[ESC], "pause", 3, STEPS),
    shown(Action::Back, "back a step", &[BACK_TAB], "back", 4, STEPS),
    shown(Action::OpenEditor, "open your editor", &[Key::ctrl('o')], "editor", 7, TEXT),
    // Everywhere.
    shown(Action::People, "people to talk to", &[Key::letter('?'), Key::ctrl('g'), F3], "people to talk to", 1, NOT_TEXT),
    shown(Action::People, "people to talk to", &[Key::ctrl('g'), F3], "people to talk to", 1, TEXT),
    shown(Action::Keys, "keys", &[Key::plain(KeyCode::F(1))], "keys", 5, EVERYWHERE),
    shown(Action::BreatheNow, "breathe now", &[Key::plain(KeyCode::F(2))], "breathe", 6, STEPS),
    listed(Action::BreatheNow, "breathe now", &[Key::plain(KeyCode::F(2))], PAGES),
    listed(Action::BreatheNow, "breathe now", &[Key::plain(KeyCode::F(2))], &[Place::Home, Place::Sheet, Place::Welcome, Place::Trusted]),
    listed(Action::Redraw, "draw the screen again", &[Key::ctrl('l')], EVERYWHERE),
    listed(Action::Stop, "leave, with everything kept", &[Key::ctrl('c')], EVERYWHERE),
    listed(Action::Hide, "hide the screen until a key", &[Key::plain(KeyCode::F(4)), Key::ctrl('\\')], EVERYWHERE),
    listed(Action::Suspend, "set aside, back with fg", &[Key::ctrl('z')], NOT_TEXT),
    // Moving.
    listed(Action::Up, "up", &[UP, Key::letter('k')], LISTS),
    listed(Action::Down, "down", &[DOWN, Key::letter('j')], LISTS),
    listed(Action::First, "first", &[HOME, Key::letter('g')], LISTS),
    listed(Action::Last, "last", &[END, Key::letter('G')], LISTS),
    listed(Action::PageUp, "a page up", &[PAGE_UP], LISTS),
    listed(Action::PageDown, "a page down", &[PAGE_DOWN], LISTS),
    listed(Action::PageDown, "a page down", &[Key::letter(' ')], &[Place::Page, Place::Choices, Place::Welcome, Place::Reader, Place::Insights]),
    // Writing, as in readline.
    edit(Edit::Newline, "a new line", &[ENTER]),
    edit(Edit::Left, "left", &[LEFT, Key::ctrl('b')]),
    edit(Edit::Right, "right", &[RIGHT, Key::ctrl('f')]),
    edit(Edit::Up, "up a row", &[UP, Key::ctrl('p')]),
    edit(Edit::Down, "down a row", &[DOWN, Key::ctrl('n')]),
    edit(Edit::WordLeft, "a word left", &[Key::with(CTRL, KeyCode::Left), Key::with(ALT, KeyCode::Left), Key::alt('b')]),
    edit(Edit::WordRight, "a word right", &[Key::with(CTRL, KeyCode::Right), Key::with(ALT, KeyCode::Right), Key::alt('f')]),
    edit(Edit::RowStart, "start of the row", &[HOME, Key::ctrl('a')]),
    edit(Edit::RowEnd, "end of the row", &[END, Key::ctrl('e')]),
    edit(Edit::TextStart, "start of the text", &[Key::with(CTRL, KeyCode::Home), PAGE_UP]),
    edit(Edit::TextEnd, "end of the text", &[Key::with(CTRL, KeyCode::End), PAGE_DOWN]),
    edit(Edit::DeleteLeft, "delete left", &[BACKSPACE, Key::ctrl('h'), Key::with(SHIFT, KeyCode::Backspace)]),
    edit(Edit::DeleteRight, "delete right", &[DELETE]),
    edit(Edit::KillWordLeft, "cut a word left", &[Key::ctrl('w'), Key::with(ALT, KeyCode::Backspace), Key::with(CTRL, KeyCode::Backspace)]),
    edit(Edit::KillWordRight, "cut a word right", &[Key::alt('d'), Key::with(CTRL, KeyCode::Delete)]),
    edit(Edit::KillToStart, "cut to the start of the line", &[Key::ctrl('u')]),
    edit(Edit::KillToEnd, "cut to the end of the line", &[Key::ctrl('k')]),
    edit(Edit::Yank, "put back what was cut", &[Key::ctrl('v')]),
    edit(Edit::Undo, "undo", &[Key::ctrl('z'), Key::ctrl('_')]),
    edit(Edit::Redo, "redo", &[Key::ctrl('y')]),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::actions::{at, meant};

    #[test]
    fn a_letter_is_never_a_command_where_words_are_typed() {
        for place in TEXT {
            for row in at(*place) {
                assert!(
                    row.keys.iter().all(|key| key.typed().is_none()),
                    "{} at {place:?}",
                    row.name
                );
            }
        }
    }

    #[test]
    fn every_place_has_a_way_on_a_way_back_and_people_to_talk_to() {
        for place in EVERYWHERE {
            let actions: Vec<_> = at(*place).map(|row| row.action).collect();
            assert!(actions.contains(&Action::People), "{place:?}");
            assert!(actions.contains(&Action::Keys), "{place:?}");
            assert!(actions.contains(&Action::Leave), "{place:?}");
        }
    }

    #[test]
    fn a_hint_is_what_the_key_does() {
        for place in EVERYWHERE {
            for row in at(*place).filter(|row| row.footer.is_some()) {
                let key = row.keys[0];
                assert_eq!(meant(*place, key), Some(row.action), "{key} at {place:?}");
            }
        }
    }

    #[test]
    fn every_action_can_be_reached_without_a_latin_letter() {
        let plain =
            |key: &Key| !matches!(key.code, KeyCode::Char(letter) if letter.is_ascii_alphabetic());
        // The home screen also lists these, and a step of a walk has its sheet.
        let also_listed = [
            Action::History,
            Action::Breathe,
            Action::Surprise,
            Action::Quit,
            Action::People,
        ];
        let spare = [
            Action::Redraw,
            Action::Stop,
            Action::Suspend,
            Action::OpenEditor,
            Action::NoHolds,
            Action::Undo,
        ];
        for row in TABLE
            .iter()
            .filter(|row| !matches!(row.action, Action::Edit(_)))
        {
            let elsewhere = TABLE
                .iter()
                .filter(|other| other.action == row.action)
                .flat_map(|other| other.keys);
            let reachable = elsewhere.into_iter().any(plain);
            assert!(
                reachable || also_listed.contains(&row.action) || spare.contains(&row.action),
                "{}",
                row.name
            );
        }
    }
}
