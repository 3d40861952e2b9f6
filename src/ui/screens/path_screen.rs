//! A path: its steps in parts, each with what it starts. Any of them can be taken, in any order.

mod line_mode;
mod render;

use super::{AppCommand, ScreenContext};
use crate::content::library::{Activity, Library};
use crate::domain::exercise_path::{ExercisePath, PathProgress};
use crate::storage::journal::{Journal, JournalError};
use crate::ui::keymap::{Action, KeyPress};
use crate::ui::widgets::select_list::moved_selection;

/// The steps of a path, with those that are done.
#[derive(Debug)]
pub(crate) struct PathScreen {
    id: String,
    title: String,
    purpose: String,
    about: Option<String>,
    steps: Vec<StepRow>,
    progress: PathProgress,
    selected: usize,
}

/// A step in the list.
#[derive(Debug)]
struct StepRow {
    /// The name of the part that begins with it.
    part: Option<String>,
    title: String,
    line: String,
    start: StepActivity,
    longer: Option<StepActivity>,
}

/// What a step starts.
#[derive(Debug)]
struct StepActivity {
    title: String,
    /// About how long it takes; 0 if that isn't known.
    minutes: u16,
    command: AppCommand,
}

impl PathScreen {
    /// Shown when every step is done.
    pub(crate) const COMPLETE: &str =
        "You've been through all of them. You can start again with any of them.";

    /// The screen of a path, without its progress.
    pub(crate) fn new(path: &ExercisePath, library: &Library) -> Self {
        let steps = path.steps.iter().map(|step| StepRow {
            part: step.part.clone(),
            title: step.title.clone(),
            line: step.line.clone(),
            start: StepActivity::new(&step.start, library),
            longer: (step.longer.as_ref()).map(|id| StepActivity::new(id, library)),
        });
        Self {
            id: path.id.clone(),
            title: path.title.clone(),
            purpose: path.purpose.clone(),
            about: path.about.clone(),
            steps: steps.collect(),
            progress: PathProgress::default(),
            selected: 0,
        }
    }

    /// Looks up which steps are done.
    pub(crate) fn refresh(
        &mut self,
        journal: &Journal,
        library: &Library,
    ) -> Result<(), JournalError> {
        if let Some(path) = library.exercise_path(&self.id) {
            self.progress = journal.path_progress(path)?;
        }
        Ok(())
    }

    fn is_done(&self, index: usize) -> bool {
        self.progress.0.get(index) == Some(&true)
    }

    /// Whether an action has an effect now.
    pub(crate) fn is_available(&self, action: Action) -> bool {
        match action {
            Action::StartLonger => self
                .selected_step()
                .is_some_and(|step| step.longer.is_some()),
            Action::ShowExercisePage => self.exercise_page_command() != AppCommand::None,
            _ => true,
        }
    }

    fn selected_step(&self) -> Option<&StepRow> {
        self.steps.get(self.selected)
    }

    pub(crate) fn on_key(&mut self, press: KeyPress, context: &ScreenContext) -> AppCommand {
        if let Some(digit) = press.key.digit() {
            let index = usize::from(digit).wrapping_sub(1);
            if index < self.steps.len() {
                self.selected = index;
                return self.start_command();
            }
            return AppCommand::None;
        }
        let page = usize::from(context.area.height / 2);
        match press.action {
            Some(Action::Activate) => return self.start_command(),
            Some(Action::StartLonger) => return self.longer_command(self.selected),
            Some(Action::ShowExercisePage) => return self.exercise_page_command(),
            Some(Action::Leave) => return AppCommand::Back,
            Some(action) => {
                let count = self.steps.len();
                self.selected = moved_selection(action, self.selected, count, page);
            }
            None => {}
        }
        AppCommand::None
    }

    fn start_command(&self) -> AppCommand {
        self.selected_step()
            .map_or(AppCommand::None, |step| step.start.command.clone())
    }

    fn longer_command(&self, index: usize) -> AppCommand {
        let longer = self.steps.get(index).and_then(|step| step.longer.as_ref());
        longer.map_or(AppCommand::None, |longer| longer.command.clone())
    }

    /// Opens the page about the exercise of the selected step.
    fn exercise_page_command(&self) -> AppCommand {
        match self.start_command() {
            AppCommand::StartExercise(id) => AppCommand::ShowExercisePage(id),
            _ => AppCommand::None,
        }
    }
}

impl StepActivity {
    fn new(id: &str, library: &Library) -> Self {
        let activity = library.activity(id);
        Self {
            title: activity.as_ref().map_or(id, Activity::title).to_owned(),
            minutes: activity.as_ref().map_or(0, Activity::minutes),
            command: match activity {
                Some(Activity::Break(_)) => AppCommand::StartBreak(id.to_owned()),
                _ => AppCommand::StartExercise(id.to_owned()),
            },
        }
    }
}
