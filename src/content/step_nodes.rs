//! The nodes of the steps of an exercise file.

use crate::content::yaml::Node;

/// The nodes of all steps of an exercise, each with whether it is a field. Fields follow the step that has them.
pub(crate) fn step_nodes(tree: &Node) -> Vec<(&Node, bool)> {
    let steps = tree.get("steps").map_or(&[][..], Node::items);
    let with_fields = |step| std::iter::once((step, false)).chain(field_nodes(step));
    steps.iter().flat_map(with_fields).collect()
}

fn field_nodes(step: &Node) -> impl Iterator<Item = (&Node, bool)> {
    let has_fields = step.get("kind").and_then(Node::as_str) == Some("fields");
    let fields = step.get("fields").filter(|_| has_fields);
    let fields = fields.map_or(&[][..], Node::items);
    fields.iter().map(|field| (field, true))
}
