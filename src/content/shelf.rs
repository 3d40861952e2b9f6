//! What ships, on the shelf: an exercise or a break is read once somebody asks for it, its steps once they open it.

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::LazyLock;

use crate::content::candidate::{parse_break, parse_exercise, parse_header};
use crate::content::yaml::{self, Diagnostics, Node};
use crate::domain::exercise::{Break, Exercise};

/// What is told of each exercise and break that ships before its steps are wanted, and the catalogues that the first
/// screen and a breath need, as JSON, a line each: its name, a tab, and what stands in its file before the steps. It says
/// nothing that the files don't, and is read ten times as quickly.
const TOLD: &str = include_str!("shipped.tsv");

/// What that says of one of them.
pub(crate) fn told(name: &str) -> Option<Node> {
    static LINES: LazyLock<BTreeMap<&str, &str>> = LazyLock::new(|| {
        let lines = TOLD.lines();
        lines.filter_map(|line| line.split_once('\t')).collect()
    });
    yaml::from_json(LINES.get(name)?)
}

/// What stands between the lines about an exercise and its steps.
const STEPS: &str = "\nsteps:";
/// What only an exercise has that looks back on another.
const LOOKS_BACK: &str = "\nlooks_back:";
/// What only a break has.
const OF_BREAKS: [&str; 2] = ["\nphases:", "\nlengths:"];

/// An exercise whose steps are read only when they are wanted, because most are not.
#[derive(Clone, Debug)]
pub(crate) struct Shelved {
    id: String,
    /// The exercise without its steps.
    head: OnceCell<Rc<Exercise>>,
    whole: OnceCell<Rc<Exercise>>,
    /// What they are read from.
    source: &'static str,
}

/// A break that is read only when it is wanted.
#[derive(Clone, Debug)]
pub(crate) struct ShelvedBreak {
    id: String,
    whole: OnceCell<Break>,
    source: &'static str,
}

impl Shelved {
    /// An exercise that was read to its end already.
    pub fn whole(exercise: Rc<Exercise>) -> Self {
        Self {
            id: exercise.id.clone(),
            head: OnceCell::from(Rc::clone(&exercise)),
            whole: OnceCell::from(exercise),
            source: "",
        }
    }

    /// An exercise that ships with the program, and that a test has checked. None where the file is something
    /// else.
    pub fn shipped(id: &str, source: &'static str) -> Option<Self> {
        source.contains(STEPS).then(|| Self {
            id: id.to_owned(),
            head: OnceCell::new(),
            whole: OnceCell::new(),
            source,
        })
    }

    /// What its file says before the steps.
    fn about(&self) -> &'static str {
        self.source.split(STEPS).next().unwrap_or_default()
    }

    /// Whether it can be one that looks back on another.
    pub fn may_look_back(&self) -> bool {
        self.source.is_empty() || self.about().contains(LOOKS_BACK)
    }

    /// The exercise without its steps, or with them.
    pub fn head(&self) -> &Rc<Exercise> {
        self.head.get_or_init(|| {
            let about = self.about();
            let faults = Diagnostics::default();
            let tree = told(&self.id).or_else(|| yaml::parse(about, &faults));
            let read = tree.and_then(|tree| parse_header(&tree, &self.id, &faults));
            Rc::new(read.unwrap_or_else(|| self.nothing()))
        })
    }

    /// The exercise with its steps.
    pub fn get(&self) -> &Rc<Exercise> {
        self.whole.get_or_init(|| {
            let faults = Diagnostics::default();
            let tree = yaml::parse(self.source, &faults);
            let read = tree.and_then(|tree| parse_exercise(&tree, &self.id, &faults));
            Rc::new(read.unwrap_or_else(|| self.nothing()))
        })
    }

    fn nothing(&self) -> Exercise {
        Exercise {
            id: self.id.clone(),
            ..Exercise::default()
        }
    }
}

impl ShelvedBreak {
    /// A break that was read already.
    pub fn whole(pause: &Break) -> Self {
        Self {
            id: pause.id.clone(),
            whole: OnceCell::from(pause.clone()),
            source: "",
        }
    }

    /// A break that ships with the program, and that a test has checked. None where the file is something else.
    pub fn shipped(id: &str, source: &'static str) -> Option<Self> {
        let is_break = || OF_BREAKS.iter().any(|field| source.contains(field));
        (!source.contains(STEPS) && is_break()).then(|| Self {
            id: id.to_owned(),
            whole: OnceCell::new(),
            source,
        })
    }

    pub fn get(&self) -> &Break {
        self.whole.get_or_init(|| {
            let faults = Diagnostics::default();
            let tree = told(&self.id).or_else(|| yaml::parse(self.source, &faults));
            let read = tree.and_then(|tree| parse_break(&tree, &self.id, &faults));
            read.unwrap_or_else(|| Break {
                id: self.id.clone(),
                ..Break::default()
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;
    use std::path::Path;

    use include_dir::{Dir, File, include_dir};
    use serde::de::DeserializeOwned;
    use serde_json::{Map, Value};

    use super::*;
    use crate::content::yaml as tree;

    static SHIPPED: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/exercises");

    /// The catalogues that the first screen and the first breath need.
    const NEEDED_FIRST: [&str; 2] = ["cautions", "kindness"];

    /// Each exercise and break with its text, and each of those catalogues.
    fn files(folder: &Dir<'static>) -> Vec<(String, &'static str)> {
        let is_needed = |file: &&File<'_>| {
            let is_first = |name: &&str| file.path().file_stem().is_some_and(|stem| stem == *name);
            !file.path().starts_with("catalogues") || NEEDED_FIRST.iter().any(is_first)
        };
        let mut files: Vec<_> = folder
            .files()
            .filter(is_needed)
            .map(|file| {
                let id = file
                    .path()
                    .file_stem()
                    .unwrap()
                    .to_string_lossy()
                    .into_owned();
                (id, file.contents_utf8().unwrap())
            })
            .collect();
        files.extend(folder.dirs().flat_map(self::files));
        files.sort();
        files
    }

    fn json(node: &Node) -> Value {
        match &node.value {
            tree::NodeValue::Null => Value::Null,
            tree::NodeValue::Text(words) => Value::from(words.as_str()),
            tree::NodeValue::Number(number, written) => written
                .parse::<i64>()
                .map_or_else(|_| Value::from(*number), Value::from),
            tree::NodeValue::Bool(flag, _) => Value::from(*flag),
            tree::NodeValue::List(items) => items.iter().map(json).collect(),
            tree::NodeValue::Map(entries) => {
                let entry = |(key, value): &(Node, Node)| {
                    (key.as_str().unwrap_or_default().to_owned(), json(value))
                };
                entries.iter().map(entry).collect::<Map<_, _>>().into()
            }
        }
    }

    #[test]
    fn what_the_first_screen_tells_is_what_the_files_say() {
        let mut told = String::new();
        for (id, source) in files(&SHIPPED) {
            let about = source.split(STEPS).next().unwrap();
            let node = yaml::parse(about, &Diagnostics::default()).unwrap();
            writeln!(told, "{id}\t{}", json(&node)).unwrap();
        }
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/content/shipped.tsv");
        if std::env::var_os("ENOUGH_SHELF").is_some_and(|wish| wish == "write") {
            std::fs::write(&path, &told).unwrap();
        }
        assert!(
            std::fs::read_to_string(&path).unwrap() == told,
            "ENOUGH_SHELF=write cargo test --lib shelf writes {} again",
            path.display()
        );
    }

    /// The value of the catalogue of this name, from its file and from there.
    #[track_caller]
    fn same<T: DeserializeOwned + PartialEq + std::fmt::Debug>(name: &str) {
        let path = format!("catalogues/{name}.yaml");
        let source = SHIPPED.get_file(path).unwrap().contents_utf8().unwrap();
        let faults = Diagnostics::default();
        let node = yaml::parse(source, &faults).unwrap();
        let read: T = yaml::decode(&node, name, &faults).unwrap();
        assert!(faults.into_sorted().is_empty(), "{name}");
        let there = yaml::decode(&told(name).unwrap(), name, &Diagnostics::default());
        assert_eq!(there, Some(read), "{name}");
    }

    #[test]
    fn a_catalogue_is_the_same_from_there_and_from_its_file() {
        same::<BTreeMap<String, String>>("cautions");
        same::<Vec<String>>("kindness");
    }

    #[test]
    fn read_from_there_or_from_their_files_they_are_the_same() {
        let is_catalogue = |id: &str| NEEDED_FIRST.contains(&id);
        for (id, source) in files(&SHIPPED)
            .into_iter()
            .filter(|(id, _)| !is_catalogue(id))
        {
            let faults = Diagnostics::default();
            let node = yaml::parse(source.split(STEPS).next().unwrap(), &faults).unwrap();
            if let Some(shelved) = Shelved::shipped(&id, source) {
                let read = parse_header(&node, &id, &faults).unwrap();
                assert!(told(&id).is_some(), "{id}");
                assert_eq!(**shelved.head(), read, "{id}");
                assert_eq!(shelved.may_look_back(), read.looks_back.is_some(), "{id}");
                assert!(!shelved.get().steps.is_empty(), "{id}");
            } else {
                let shelved = ShelvedBreak::shipped(&id, source).expect("a break");
                let read = parse_break(&node, &id, &faults).unwrap();
                assert!(told(&id).is_some(), "{id}");
                assert_eq!(*shelved.get(), read, "{id}");
            }
            assert!(faults.into_sorted().is_empty(), "{id}");
        }
    }
}
