//! Validates where an option or an offer leads.

use super::ExerciseValidator;
use crate::content::yaml::{Node, NodeValue};

/// Whether an option leads away by this field.
pub(super) fn leads(option: &Node, field: &str) -> bool {
    match option.get(field).map(|node| &node.value) {
        None | Some(NodeValue::Null | NodeValue::Bool(false, _)) => false,
        Some(_) => true,
    }
}

impl ExerciseValidator<'_> {
    /// An option leads to one place. Only a page can be read on the way out.
    pub(super) fn validate_destination(&self, option: &Node, page: Option<&str>) {
        let pairs = [
            ("open", "start", "keep one of `open`, `start` and `end`"),
            ("open", "end", "keep one of `open`, `start` and `end`"),
            ("read", "open", "keep `read` or `open`"),
            ("read", "start", "keep `read` or `start`"),
            ("end", "start", "keep `start` or `end`"),
        ];
        for (one, other, help) in pairs {
            if let (true, true, Some(node)) =
                (leads(option, one), leads(option, other), option.get(one))
            {
                let message = match one {
                    "end" => "this option leads on and ends",
                    _ => "this option leads to two places",
                };
                self.error(node.span, message, help);
                return;
            }
        }
        if let (Some(page), Some(node)) = (page, option.get("read")) {
            self.require_page(node.span, page);
        }
    }
}
