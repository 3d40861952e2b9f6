use super::{diagnostics_of, headlines};

#[test]
fn six_errors_are_all_reported_at_once() {
    let diagnostics = headlines(
        "\
title: Mine
purpose: A try.
minuets: 5
steps:
  - kind: write
    id: worry
    promt: What is the thought?
  - kind: timer
    id: pause
    seconds: soon
    prompt: Rest a little.
  - kind: rates
    id: gut
    prompt: How likely is it?
  - kind: rate
    id: look
    prompt: How likely is {wory} now?
    scale: likelyhood
",
    );
    assert_eq!(
        diagnostics,
        [
            "mine.yaml:3:1: unknown field `minuets`",
            "mine.yaml:7:5: unknown field `promt`",
            "mine.yaml:10:14: `seconds` should be a number, and this is “soon”",
            "mine.yaml:12:11: `rates` isn't a known `kind`",
            "mine.yaml:17:27: there is no step `wory`",
            "mine.yaml:18:12: there is no scale `likelyhood`",
        ]
    );
}

#[test]
fn a_diagnostic_shows_its_line_and_column() {
    let diagnostics = diagnostics_of(
        "\
title: Mine
purpose: A try.
steps:
  - kind: write
    id: worry
    prompt: What is the thought?
    helps: One line is plenty.
  - {kind: read, id: look, prompt: \"心配\", colour: no}
",
    );
    insta::assert_snapshot!(diagnostics, @r#"
    mine.yaml:7:5: unknown field `helps`
        7 |     helps: One line is plenty.
          |     ^^^^^ did you mean `help`?
    mine.yaml:8:42: unknown field `colour`
        8 |   - {kind: read, id: look, prompt: "心配", colour: no}
          |                                            ^^^^^^ use `id`, `role`, `prompt`, `label`, `help`, `examples`, `show`, `ask_from`, `only_if`, `note`, `chapter`, `skip_to` or `kind`
    "#);
    let diagnostics = diagnostics_of(
        "\
title: 心配
purpose: A try.
steps:
  - {kind: rate, id: 心配は, prompt: \"心配は？\", scale: joy}
  - kind: timer
    id: wait
    prompt: Rest.
    seconds:
",
    );
    insta::assert_snapshot!(diagnostics, @r#"
    mine.yaml:4:22: `心配は` can't be an id
        4 |   - {kind: rate, id: 心配は, prompt: "心配は？", scale: joy}
          |                      ^^^^^^ use lower-case letters, digits and `_`
    mine.yaml:4:50: there is no scale `joy`
        4 |   - {kind: rate, id: 心配は, prompt: "心配は？", scale: joy}
          |                                                         ^^^ use `belief`, `coping`, `distress`, `fixable`, `hardness` or `likelihood`
    mine.yaml:8:5: `seconds` is empty
        8 |     seconds:
          |     ^^^^^^^ write its value after the colon
    "#);
}

#[test]
fn yaml_syntax_errors_have_plain_messages() {
    let cases = [
        "title: Mine\npurpose: one: two\n",
        "title: Mine\nsteps:\n\t- kind: read\n",
        "title: \"Mine\npurpose: A try.\n",
        "title: Mine\nfeels_like: [scared, worrying\nsteps: []\n",
        "title: Mine\n  purpose: A try.\n",
        "title: @home\n",
        "title: Mine\n- kind: read\n",
        "title: *mine\n",
        "title: Mine\n---\ntitle: Yours\n",
        "",
        "# only a remark\n",
        "just words\n",
        "- a list\n",
        "steps: words\n",
        "title: Mine\ntitle: Yours\npurpose: A try.\nsteps: []\n",
    ];
    let diagnostics: Vec<String> = cases.iter().map(diagnostics_of).collect();
    insta::assert_snapshot!(diagnostics.join("\n"), @r#"
    mine.yaml:2:13: a second colon makes this line unclear
        2 | purpose: one: two
          |             ^ put the words after the first colon in quotes

    mine.yaml:3:1: a tab stands at the start of this line
        3 |  - kind: read
          | ^ use spaces, two for each level

    mine.yaml:1:8: a quote is opened and not closed as expected
        1 | title: "Mine
          |        ^ end the words with the same quote, and write \" for a quote inside

    mine.yaml:3:6: something between brackets is unclear
        3 | steps: []
          |      ^ close every bracket, put commas between, and quote words with a colon

    mine.yaml:2:10: this line doesn't fit the lines around it
        2 |   purpose: A try.
          |          ^ line it up with the line above, and write `name: value`

    mine.yaml:1:8: these words can't be read as they are
        1 | title: @home
          |        ^ put them in double quotes

    mine.yaml:2:3: this line doesn't fit the lines around it
        2 | - kind: read
          |   ^ line it up with the line above, and write `name: value`

    mine.yaml:1:8: a `*` here refers to nothing
        1 | title: *mine
          |        ^ put words that begin with `*` in quotes

    mine.yaml:3:1: a second document starts here
        3 | title: Yours
          | ^ keep one exercise in a file, and no line of `---`

    mine.yaml: this file is empty
          | begin with `title:`, or copy another exercise and change it

    mine.yaml: this file is empty
          | begin with `title:`, or copy another exercise and change it

    mine.yaml:1:1: this is neither an exercise, a break nor a path
        1 | just words
          | ^ give it `title:`, `purpose:` and a list of `steps:`

    mine.yaml:1:1: this is neither an exercise, a break nor a path
        1 | - a list
          | ^ give it `title:`, `purpose:` and a list of `steps:`

    mine.yaml:1:1: missing field `title`
        1 | steps: words
          | ^^^^^ add a line `title: …` here
    mine.yaml:1:1: missing field `purpose`
        1 | steps: words
          | ^^^^^ add a line `purpose: …` here
    mine.yaml:1:8: a step is a block of `name: value` lines
        1 | steps: words
          |        ^^^^^ begin it with `- kind: …` and indent the lines below

    mine.yaml:2:1: `title` is here twice
        2 | title: Yours
          | ^^^^^ keep one of them; the other is on line 1
    mine.yaml:4:1: there are no steps
        4 | steps: []
          | ^^^^^ begin one with `- kind: write`
    "#);
}

#[test]
fn a_long_line_is_shown_around_the_error() {
    let text = "very ".repeat(60);
    let diagnostics = diagnostics_of(format!(
        "title: Mine\npurpose: A try.\nsteps:\n  - {{kind: read, prompt: {text}, colour: blue, id: a}}\n"
    ));
    insta::assert_snapshot!(diagnostics, @"
    mine.yaml:4:328: unknown field `colour`
        4 | … ry very very very very very very very very very , colour: blue, id: a}
          |                                                     ^^^^^^ use `id`, `role`, `prompt`, `label`, `help`, `examples`, `show`, `ask_from`, `only_if`, `note`, `chapter`, `skip_to` or `kind`
    ");
}
