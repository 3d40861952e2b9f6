//! Key bindings from the user's configuration, set once at startup.

use std::sync::OnceLock;

use super::{Binding, DEFAULT_BINDINGS, Key};
use crate::content::yaml::closest_match;

/// The bindings in use if they differ from the defaults.
static USER_BINDINGS: OnceLock<Vec<Binding>> = OnceLock::new();

/// The bindings in use.
pub(crate) fn bindings() -> &'static [Binding] {
    USER_BINDINGS.get().map_or(DEFAULT_BINDINGS, Vec::as_slice)
}

/// Replaces the bindings. Only the first call has an effect.
pub(crate) fn install_bindings(bindings: Vec<Binding>) {
    let _ = USER_BINDINGS.set(bindings);
}

/// The default bindings with these actions rebound, and an error for each rejected name.
pub(crate) fn with_user_bindings(
    own: &[(String, Vec<String>)],
) -> (Vec<Binding>, Vec<(String, String)>) {
    let mut bindings: Vec<Binding> = DEFAULT_BINDINGS.to_vec();
    let mut refused = Vec::new();
    for (name, text) in own {
        match rebind(&bindings, name, text) {
            Ok(changed) => bindings = changed,
            Err(why) => refused.push((name.clone(), why)),
        }
    }
    (bindings, refused)
}

/// The bindings with one action rebound.
fn rebind(bindings: &[Binding], name: &str, text: &[String]) -> Result<Vec<Binding>, String> {
    if bindings.iter().all(|binding| binding.name != name) {
        let suggestion = closest_match(name, bindings.iter().map(|binding| binding.name));
        let suggestion = suggestion.map(|suggestion| format!(" Did you mean “{suggestion}”?"));
        return Err(format!(
            "no action is called “{name}”.{}",
            suggestion.unwrap_or_default()
        ));
    }
    let keys: Vec<Key> = text
        .iter()
        .map(|text| text.parse())
        .collect::<Result<_, _>>()?;
    if keys.is_empty() {
        return Err(format!(
            "“{name}” needs a key, since it can't be reached without one."
        ));
    }
    // A binding's keys are `'static`, so they are leaked once.
    let keys: &'static [Key] = keys.leak();
    let mut changed = bindings.to_vec();
    for binding in changed.iter_mut().filter(|binding| binding.name == name) {
        binding.keys = keys;
    }
    for binding in changed.iter().filter(|binding| binding.name == name) {
        binding.validate(&changed)?;
    }
    Ok(changed)
}

impl Binding {
    /// Checks that its keys don't conflict with others.
    fn validate(&self, all: &[Self]) -> Result<(), String> {
        let name = self.name;
        for key in self.keys {
            if let Some(context) = self.contexts.iter().find(|context| context.accepts_text())
                && key.typed_char().is_some()
            {
                return Err(format!(
                    "“{key}” is typed where words are written ({context:?}), so “{name}” can't have it."
                ));
            }
            if key.digit().is_some() {
                return Err(format!(
                    "“{key}” chooses by number, so “{name}” can't have it."
                ));
            }
            let is_other = |binding: &&Self| {
                binding.name != name
                    && binding.keys.contains(key)
                    && binding
                        .contexts
                        .iter()
                        .any(|context| self.contexts.contains(context))
            };
            if let Some(other) = all.iter().find(is_other) {
                return Err(format!(
                    "“{key}” would be both “{name}” and “{}”.",
                    other.name
                ));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::keymap::{Action, KeyContext};

    fn rebind_all(own: &[(&str, &[&str])]) -> (Vec<Binding>, Vec<String>) {
        let own: Vec<_> = own
            .iter()
            .map(|(name, keys)| {
                let keys = keys.iter().map(|key| (*key).to_owned()).collect();
                ((*name).to_owned(), keys)
            })
            .collect();
        let (bindings, refused) = with_user_bindings(&own);
        (bindings, refused.into_iter().map(|(_, why)| why).collect())
    }

    #[test]
    fn every_key_that_ships_is_read_as_it_is_shown() {
        for binding in DEFAULT_BINDINGS {
            for key in binding.keys {
                assert_eq!(key.to_string().parse(), Ok(*key), "{key}");
            }
        }
    }

    #[test]
    fn an_action_is_rebound_by_its_name() {
        let (bindings, refused) = rebind_all(&[("search", &["s", "ctrl+f"])]);
        assert_eq!(refused, Vec::<String>::new());
        let search = bindings
            .iter()
            .find(|binding| binding.action == Action::Search)
            .unwrap();
        assert_eq!(search.keys, [Key::char('s'), Key::ctrl('f')]);
        assert!(search.contexts.contains(&KeyContext::History));
        assert_eq!(search.footer_hint().0, "s");
    }

    #[test]
    fn a_conflicting_binding_is_rejected_with_both_names() {
        for (name, key, why) in [
            ("search", "d", "“d” would be both “search” and “delete”."),
            (
                "serch",
                "s",
                "no action is called “serch”. Did you mean “search”?",
            ),
            (
                "people to talk to",
                "z",
                "“z” is typed where words are written",
            ),
            (
                "search",
                "3",
                "“3” chooses by number, so “search” can't have it.",
            ),
            (
                "search",
                "Hyper+Q",
                "“Hyper+Q” isn't a key; write it like x, Ctrl+F, F5 or PgDn.",
            ),
            ("search", "F13", "“F13” isn't a key"),
            ("search", "", "“” isn't a key"),
        ] {
            let (bindings, refused) = rebind_all(&[(name, &[key])]);
            assert_eq!(refused.len(), 1, "{name} {key}");
            assert!(refused[0].starts_with(why), "{} is not {why}", refused[0]);
            assert_eq!(bindings.len(), DEFAULT_BINDINGS.len());
            assert!(
                bindings
                    .iter()
                    .zip(DEFAULT_BINDINGS)
                    .all(|(one, other)| one.keys == other.keys)
            );
        }
        let (_, refused) = rebind_all(&[("search", &[])]);
        assert!(refused[0].contains("needs a key"), "{refused:?}");
    }
}
