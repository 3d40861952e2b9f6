//! Reports keys of a step that nothing reads.

use super::step_kind_names;
use crate::content::yaml::{self, ClaimedFields, Diagnostics, Node, NodeValue, Span};
use crate::domain::exercise::StepKind;

/// Reports the keys of a step that neither every step nor its kind has.
pub(crate) fn report_unknown_fields(step: &Node, known: &[&str], diagnostics: &Diagnostics) {
    let kind = step.get("kind").and_then(Node::as_str).unwrap_or_default();
    let other = Diagnostics::default();
    let mut fields = None;
    for (key, _) in step.entries() {
        let name = key.as_str().unwrap_or_default();
        if known.contains(&name) {
            continue;
        }
        if diagnostics.is_full() || other.is_full() {
            break;
        }
        let fields = fields.get_or_insert_with(|| {
            let kinds = step_kind_names().iter();
            kinds
                .map(|kind| (*kind, fields_of_kind(kind)))
                .collect::<Vec<_>>()
        });
        let owner = fields.iter().find(|(_, fields)| fields.contains(&name));
        match owner {
            Some(_) if !step_kind_names().contains(&kind) => {}
            Some((owner, _)) => diagnostics.error(
                key.span,
                format!("`{name}` doesn't belong to a `{kind}` step"),
                format!("take it out, or make this a step of `kind: {owner}`"),
            ),
            None => {
                let only = Node {
                    value: NodeValue::Map(vec![(key.clone(), key.clone())]),
                    span: key.span,
                };
                yaml::report_unknown_keys(&only, known, &other);
            }
        }
    }
    diagnostics.extend(other.into_sorted());
}

/// The fields that only steps of this kind have.
fn fields_of_kind(kind: &str) -> Vec<&'static str> {
    let text = |text: &str| Node {
        value: NodeValue::Text(text.to_owned()),
        span: Span::default(),
    };
    let step = Node {
        value: NodeValue::Map(vec![(text("kind"), text(kind))]),
        span: Span::default(),
    };
    let claims = ClaimedFields::default();
    let _: Option<StepKind> =
        yaml::decode_flattened(&step, "step", &Diagnostics::default(), &claims);
    claims.into_inner()
}
