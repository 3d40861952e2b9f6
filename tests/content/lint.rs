use std::fmt::Write;

use super::{ExerciseFolder, render_all};

/// An exercise of one step whose other texts cause no warning.
fn exercise(fields: &str) -> String {
    format!(
        "title: Mine 心配\npurpose: A short look at a worry.\nsteps:\n  - kind: reframe\n    id: a\n{fields}"
    )
}

/// The lint warnings for a file, one line each, without positions.
fn lint_warnings(name: &str, text: &str) -> Vec<String> {
    let folder = ExerciseFolder::new();
    let path = folder.write(name, text);
    let library = folder.library();
    let broken = library.validate_file(&path);
    assert!(broken.is_none(), "{}", broken.expect("it has faults"));
    let strictly = library.validate_and_lint_file(&path);
    let errors = strictly.map(|file| file.diagnostics).unwrap_or_default();
    errors.into_iter().map(|error| error.message).collect()
}

/// The lint warnings for a prompt.
fn lint_prompt(text: &str) -> Vec<String> {
    let text = text.replace('\\', "\\\\").replace('"', "\\\"");
    lint_warnings("mine.yaml", &exercise(&format!("    prompt: \"{text}\"\n")))
}

#[test]
fn words_that_hurt_press_or_promise_are_reported() {
    let missed: Vec<_> = [
        "Just breathe.",
        "Write it down, just once.",
        "You can just wonder.",
        "It's just a thought.",
        "It's just my fault.",
        "It is simply a thought.",
        "You only need to look at it.",
        "You should write it down.",
        "You really should rest.",
        "First you must name it.",
        "You need to sleep.",
        "You’ll need to sleep.",
        "Calm down, if you can.",
        "Relax.",
        "Take a deep breath.",
        "Breathe in deeply.",
        "Think positive.",
        "Write a positive thought.",
        "Look on the bright side.",
        "It's all in your head.",
        "Everything happens for a reason.",
        "Other people have it worse.",
        "At least you tried.",
        "But at least it's over.",
        "Don't worry about it.",
        "Please don’t worry.",
        "Everything will be fine.",
        "It'll be okay.",
        "That's an irrational thought.",
        "What is the distortion here?",
        "Find the negative thoughts.",
        "You're catastrophising.",
        "You failed this time.",
        "You missed five days.",
        "You broke your streak.",
        "Well done.",
        "Great job, and on you go.",
        "You looked at it. Perfect.",
        "As a mum, you know.",
        "For mums and dads.",
        "He committed suicide.",
        "It was a cry for help.",
        "That's attention-seeking.",
        "Your anxiety fell by 30.",
        "This is clinically proven.",
        "It's a cure for worry.",
        "Which symptoms do you have?",
        "It helps patients.",
        "A patient who tried this felt better.",
        "This will calm you.",
        "The exercise will make you sleep.",
        "It'll help a lot.",
        "You'll feel better after this.",
        "You will soon be calmer.",
        "A breath that lowers your stress.",
        "Beat your anxiety.",
        "Fight the scary thought.",
        "Why did you do it?",
        "That's hard, right?",
        "Stop now!",
        "心配しないで！",
        "Write it down NOW.",
        "What is REALLY there?",
        "You are not alone 🙂",
        "心配 ❤️ 心配",
        "Good to see you :)",
        "What is it? Who was there?",
        "\u{ff1f}心配ですか？何が？",
    ]
    .into_iter()
    .filter(|text| lint_prompt(text).is_empty())
    .collect();
    assert!(missed.is_empty(), "{missed:#?}");
}

#[test]
fn words_that_only_look_similar_are_accepted() {
    let mut diagnostics = String::new();
    for text in [
        "What skilled hands adjusted the mustard?",
        "What happened just before?",
        "What might be just enough?",
        "What have you just written?",
        "I don't have to believe this thought; it's just my pattern.",
        "It should be kind and it should be true.",
        "Stop whenever you need to.",
        "What do you think you should do?",
        "You don't need to be sure.",
        "If you need to rest, rest.",
        "Rules often say “you must”. What does yours say?",
        "Your rule may start with \"you should just\".",
        "What helps you calm down?",
        "You don't have to calm down.",
        "Let your shoulders relax.",
        "You don't have to take a deep breath.",
        "It doesn't have to be a positive thought.",
        "Name at least one thing.",
        "Rest at least a little.",
        "You don't worry about much, and this one is back.",
        "How likely is it that everything will be fine?",
        "Where does perfect end and enough begin?",
        "Be patient with yourself. A patient friend would be.",
        "What would your mum say?",
        "Minds do this. It may help to look.",
        "Some people feel calmer after this.",
        "What will help you get through it?",
        "If you feel better, stop here.",
        "You don't have to fight the thought.",
        "This isn't a cure.",
        "Does that sound right?",
        "Which moment was right?",
        "The TV was on, and the GP called about ADHD. OK?",
        "I felt small.",
        "If someone is hurt, get help first: press ?.",
        "A friend asks: “How are you? What happened?” What do you say?",
        "About 3.5 hours, e.g. at night. What was it?",
        "心配は何ですか？",
        "“{a}” is what you wrote. Does it still fit?",
        "Look at it → then rest … ✓",
    ] {
        let text = text.replace("{a}", "");
        for what in lint_prompt(&text) {
            let _ = writeln!(diagnostics, "{text}: {what}");
        }
    }
    assert!(diagnostics.is_empty(), "{diagnostics}");
}

#[test]
fn long_sentences_and_hard_words_are_reported() {
    let sentence = |words: usize| format!("{} 心配.", ["go"; 24][..words - 1].join(" "));
    assert_eq!(lint_prompt(&sentence(25)), [] as [&str; 0]);
    let long = format!("And {}", sentence(25));
    assert_eq!(
        lint_prompt(&long),
        ["this sentence has 26 words, and 25 are the most"]
    );
    let hard = "Identify the underlying cognitive mechanism and systematically evaluate its probability of \
                occurring again.";
    let diagnostics = lint_prompt(hard);
    assert!(
        diagnostics[0].starts_with("this reads like grade 2"),
        "{diagnostics:?}"
    );
    assert_eq!(diagnostics.len(), 1, "{diagnostics:?}");
    // A few words alone say little; many such texts together are hard to read.
    assert_eq!(lint_prompt("Identify the probability."), [] as [&str; 0]);
    let mut steps = String::new();
    for n in 0..20 {
        let _ = writeln!(
            steps,
            "  - {{kind: read, id: s{n}, prompt: Identify the probability of it.}}"
        );
    }
    let text = format!("title: Mine\npurpose: A look.\nsteps:\n{steps}");
    let diagnostics = lint_warnings("mine.yaml", &text);
    assert!(
        diagnostics.len() == 1 && diagnostics[0].contains("grade"),
        "{diagnostics:?}"
    );
    // Readability is measured for English only.
    let german = "Wovor genau hast du Angst, und bis wann könnte es geschehen sein, wenn überhaupt irgendwann?";
    assert_eq!(lint_prompt(german), [] as [&str; 0]);
}

#[test]
fn examples_are_given_for_both_readers_or_for_none() {
    let with = |examples: &str| {
        lint_warnings(
            "mine.yaml",
            &exercise(&format!("    prompt: What is it?\n{examples}")),
        )
    };
    assert_eq!(with(""), [] as [&str; 0]);
    assert_eq!(
        with("    examples: {parent: He's ill., general: I'm late.}\n"),
        [] as [&str; 0]
    );
    assert_eq!(
        with("    examples: {parent: He's ill.}\n"),
        ["this example is only for those who look after a child"]
    );
    assert_eq!(
        with("    examples:\n      parent:\n      general: I'm late.\n"),
        ["this leaves out those who look after a child"]
    );
}

#[test]
fn a_thought_in_an_example_may_be_harsh_but_not_loud() {
    let with = |thought: &str| {
        let examples = format!("    examples: {{parent: \"{thought}\", general: \"{thought}\"}}\n");
        lint_warnings(
            "mine.yaml",
            &exercise(&format!("    prompt: What is it?\n{examples}")),
        )
    };
    for thought in [
        "I just know it. You should be perfect.",
        "I'm a bad mum, and my symptoms are all in my head.",
        "Everything will be fine, they say.",
    ] {
        assert_eq!(with(thought), [] as [&str; 0], "{thought}");
    }
    for thought in [
        "I can't!",
        "It was a cry for help.",
        "WHY ME, WHY NOW, NOBODY",
        "Ill 😢",
    ] {
        assert!(with(thought).len() >= 2, "{thought}");
    }
}

#[test]
fn every_text_field_is_linted() {
    let word = "Take a deep breath.";
    let text = format!(
        "title: {word}
purpose: {word}
when: {word}
better_choice: [{{if: {word}, use: slow}}]
sources: [\"{word}\"]
credit: {word}
steps:
  - {{kind: read, id: a, chapter: {word}, prompt: [{word}, \"{word}\"], help: {word}}}
  - {{kind: write, id: b, prompt: What is it, placeholder: {word}, label: {word}}}
  - {{kind: choose, id: c, prompt: Which one, options: [{word}, {{label: Then {word}, end: true}}]}}
  - {{kind: reframe, id: d, prompt: Write it, stems: [{word}], start: {word}}}
  - kind: fields
    id: f
    prompt: {word}
    note: {word}
    skip_to: {{label: {word}, step: e}}
    fields:
      - {{kind: write, id: g, prompt: {word}, help: {word}, label: {word}}}
  - {{kind: summary, id: e, fields: [b], closing: {word}}}
"
    );
    assert_eq!(lint_warnings("mine.yaml", &text).len(), 21);
    let text = format!("title: {word}\nlengths: {{default: 20}}\nsay: {word}\nnote: {word}\n");
    assert_eq!(lint_warnings("mine-too.yaml", &text).len(), 3);
    let text = format!(
        "title: Mine\nphases: [{{do: inhale, seconds: 8, say: {word}}}]\nlengths: {{default: 2}}\n"
    );
    assert_eq!(lint_warnings("mine-too.yaml", &text).len(), 1);
}

#[test]
fn shared_texts_are_linted_too() {
    for (name, text, count) in [
        ("kindness", "- You should rest.\n- 心配 is fine.\n", 1),
        ("cautions", "general: This will calm you.\nhold: Rest.\n", 1),
        ("menu", "- {id: scared, line: I should do more!}\n", 1),
        (
            "scales",
            "distress: {anchors: {0: none at all, 100: the WORST there is}}\n",
            1,
        ),
        (
            "change-lines",
            "scales:
  distress: {label: The WORST, numbers: 'Just {before}, {after}.', lower: Well done., same: The same., higher: It rose!}
  belief: {label: Felt true, numbers: '{before} you should {after}'}
low_belief: Don't worry.
high_distress: That's a lot.
",
            6,
        ),
        (
            "thinking-patterns",
            "- {id: a, name: Movie, clinical: a distortion, line: You are just wrong., parent: I should be perfect., general: I must., ask: What is it? Is it?}\n",
            2,
        ),
    ] {
        let diagnostics = lint_warnings(&format!("catalogues/{name}.yaml"), text);
        assert_eq!(diagnostics.len(), count, "{name}: {diagnostics:?}");
    }
    // Names and numbers are quoted from their owners; the descriptions are ours.
    let people = "\
international:
  - {name: JUST TALK!, description: a line that will help, text: HOME to 1, web: a.org, source: YOU MUST!}
  - {name: PANDA, description: This will help., note: Just call!, source: it}
regions: {US: {name: United States, emergency: \"911\"}}
";
    let diagnostics = lint_warnings("catalogues/people.yaml", people);
    assert_eq!(
        diagnostics,
        [
            "“This will help” promises an effect",
            "“Just” makes it sound easy",
            "an exclamation mark raises the voice"
        ]
    );
}

#[test]
fn a_lint_warning_has_a_position_and_a_suggestion() {
    let folder = ExerciseFolder::new();
    let text = exercise(
        "    prompt: >-
      心配 😀 is here, and
      you should look!
    help: \"It's \\\"simply\\\" there. Why did
      you stay?\"
",
    );
    let path = folder.write("mine.yaml", text);
    let strictly = folder.library().validate_and_lint_file(&path);
    let diagnostics = render_all(&strictly.into_iter().collect::<Vec<_>>());
    insta::assert_snapshot!(diagnostics.replace(&path.display().to_string(), "mine.yaml"), @r#"
    mine.yaml:7:10: warning: a picture sets the mood for the reader
        7 |       心配 😀 is here, and
          |            ^^ say it in words, or leave it out
    mine.yaml:8:7: warning: “you should” gives orders
        8 |       you should look!
          |       ^^^^^^^^^^ ask or offer: “Would you like to …?”, “You could …”
    mine.yaml:8:22: warning: an exclamation mark raises the voice
        8 |       you should look!
          |                      ^ end with a full stop
    mine.yaml:9:35: warning: “Why did you” sounds like blame
        9 |     help: "It's \"simply\" there. Why did
          |                                   ^^^^^^^ ask “What led up to it?”, or “What was going on?”
    "#);
}
