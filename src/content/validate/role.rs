//! Validates that a step can have its role.

use super::{ExerciseValidator, step_kinds};
use crate::content::yaml::Node;
use crate::domain::exercise::{Role, Step, StepKind};

impl ExerciseValidator<'_> {
    pub(super) fn validate_role(&self, index: usize, role: Role) {
        let span = self.span_of(index, "role");
        let step = &self.steps[index];
        let name = self.nodes[index]
            .get("role")
            .and_then(Node::as_str)
            .unwrap_or_default();
        match (&step.kind, step.kind.scale()) {
            (_, Some(rated_on)) if role.is_rating() => {
                if let Some(scale) =
                    step_kinds::scale_of_role(role).filter(|scale| *scale != rated_on)
                {
                    self.warning(
                        span,
                        format!("`{name}` is rated on the scale `{scale}` elsewhere"),
                        format!("use `scale: {scale}`, or leave out `role`"),
                    );
                }
                self.require_first_rating(index, role, name);
            }
            (_, Some(_)) => self.error(
                span,
                format!("`{name}` is words, and this step asks for a number"),
                "move `role` to a step that asks for words",
            ),
            _ if role.is_rating() => self.error(
                span,
                format!("`{name}` is a rating, and this step asks for none"),
                "move `role` to a step of `kind: rate`",
            ),
            (StepKind::Choose(choose), _) if role.needs_outcome() => {
                let mut options = choose.options.iter();
                if choose.multiple || !options.any(|option| option.outcome.is_some()) {
                    self.error(
                        span,
                        format!("`{name}` is read from what one option means"),
                        "add `outcome: yes`, `no` and so on to the options, without `multiple`",
                    );
                }
            }
            _ if role.needs_outcome() => self.error(
                span,
                format!("`{name}` is read from what an option means"),
                "move `role` to a step of `kind: choose`",
            ),
            (kind, _) if !step_kinds::takes_text(kind) => self.error(
                span,
                "this step has no words that could play a part",
                "move `role` to a step that asks for words",
            ),
            _ => {}
        }
    }

    /// A second rating needs a step for the first.
    fn require_first_rating(&self, index: usize, role: Role, name: &str) {
        let first = match role {
            Role::LikelihoodAfter => Role::LikelihoodBefore,
            Role::DistressAfter => Role::DistressBefore,
            Role::BeliefAfter => Role::BeliefBefore,
            Role::CopingAfter => Role::CopingBefore,
            Role::HardnessAfter => Role::HardnessBefore,
            _ => return,
        };
        // The first rating is in the earlier entry.
        if self.exercise.follows_up.is_some() {
            return;
        }
        let is_first = |step: &Step| step.role == Some(first);
        let misread = (0..index).any(|index| {
            let role = self.nodes[index].get("role");
            role.is_some_and(|role| self.diagnostics.has_diagnostic_at(role.span))
        });
        if !misread && !self.steps[..index].iter().any(is_first) {
            let first = name.replace("_after", "_before");
            self.error(
                self.span_of(index, "role"),
                "a re-rating without its first rating",
                format!("add a step above with `role: {first}`"),
            );
        }
    }
}
