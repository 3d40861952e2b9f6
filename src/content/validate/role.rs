//! Whether a step can play the part it names.

use super::{ExerciseValidator, step_kinds};
use crate::content::yaml::Node;
use crate::domain::exercise::{Role, Step, StepKind};

impl ExerciseValidator<'_> {
    pub(super) fn validate_role(&self, at: usize, part: Role) {
        let mark = self.span_of(at, "role");
        let step = &self.steps[at];
        let name = self.nodes[at]
            .get("role")
            .and_then(Node::as_str)
            .unwrap_or_default();
        match (&step.kind, step.kind.scale()) {
            (_, Some(rated_on)) if part.is_rating() => {
                if let Some(scale) =
                    step_kinds::scale_of_role(part).filter(|scale| *scale != rated_on)
                {
                    self.warning(
                        mark,
                        format!("`{name}` is rated on the scale `{scale}` elsewhere"),
                        format!("use `scale: {scale}`, or leave out `role`"),
                    );
                }
                self.require_first_rating(at, part, name);
            }
            (_, Some(_)) => self.error(
                mark,
                format!("`{name}` is words, and this step asks for a number"),
                "move `role` to a step that asks for words",
            ),
            _ if part.is_rating() => self.error(
                mark,
                format!("`{name}` is a rating, and this step asks for none"),
                "move `role` to a step of `kind: rate`",
            ),
            (StepKind::Choose(choose), _) if part.needs_outcome() => {
                let mut options = choose.options.iter();
                if choose.multiple || !options.any(|option| option.outcome.is_some()) {
                    self.error(
                        mark,
                        format!("`{name}` is read from what one option means"),
                        "add `outcome: yes`, `no` and so on to the options, without `multiple`",
                    );
                }
            }
            _ if part.needs_outcome() => self.error(
                mark,
                format!("`{name}` is read from what an option means"),
                "move `role` to a step of `kind: choose`",
            ),
            (kind, _) if !step_kinds::takes_text(kind) => self.error(
                mark,
                "this step has no words that could play a part",
                "move `role` to a step that asks for words",
            ),
            _ => {}
        }
    }

    /// A second rating needs its first, or there is nothing to compare it with.
    fn require_first_rating(&self, at: usize, part: Role, name: &str) {
        let first = match part {
            Role::LikelihoodAfter => Role::LikelihoodBefore,
            Role::DistressAfter => Role::DistressBefore,
            Role::BeliefAfter => Role::BeliefBefore,
            Role::CopingAfter => Role::CopingBefore,
            Role::HardnessAfter => Role::HardnessBefore,
            _ => return,
        };
        // The first rating stands in the entry that is looked back on.
        if self.follows_up.is_some() {
            return;
        }
        let is_first = |step: &Step| step.role == Some(first);
        let misread = (0..at).any(|at| {
            let part = self.nodes[at].get("role");
            part.is_some_and(|part| self.diagnostics.has_diagnostic_at(part.span))
        });
        if !misread && !self.steps[..at].iter().any(is_first) {
            let first = name.replace("_after", "_before");
            self.error(
                self.span_of(at, "role"),
                "a re-rating without its first rating",
                format!("add a step above with `role: {first}`"),
            );
        }
    }
}
