use super::{headlines, said_about};

#[test]
fn six_slips_are_all_told_at_once() {
    let said = headlines(
        "\
title: Mine
purpose: A try.
minuets: 5
steps:
  - kind: write
    id: worry
    promt: What is the thought?
  - kind: wait
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
        said,
        [
            "mine.yaml:3:1: unknown field `minuets`",
            "mine.yaml:5:5: this step asks nothing",
            "mine.yaml:7:5: unknown field `promt`",
            "mine.yaml:10:14: `seconds` should be a number, and this is “soon”",
            "mine.yaml:12:11: `rates` isn't a known `kind`",
            "mine.yaml:17:28: there is no step `wory`",
            "mine.yaml:18:12: there is no scale `likelyhood`",
        ]
    );
}

#[test]
fn a_fault_is_shown_where_it_stands() {
    let said = said_about(
        "\
title: Mine
purpose: A try.
steps:
  - kind: write
    id: worry
    prompt: What is the thought?
    helps: One line is plenty.
  - {kind: read, id: look, prompt: 心配: no}
",
    );
    insta::assert_snapshot!(said, @"");
    let said = said_about(
        "\
title: 心配
purpose: A try.
steps:
  - {kind: rate, id: 心配は, prompt: \"心配は？\", scale: joy}
  - kind: wait
    id: wait
    prompt: Rest.
    seconds:
",
    );
    insta::assert_snapshot!(said, @"");
}

#[test]
fn what_yaml_refuses_is_said_in_plain_words() {
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
    let said: Vec<String> = cases.iter().map(said_about).collect();
    insta::assert_snapshot!(said.join("\n"), @"");
}

#[test]
fn a_long_line_is_shown_around_the_fault() {
    let words = "very ".repeat(60);
    let said = said_about(format!(
        "title: Mine\npurpose: A try.\nsteps:\n  - {{kind: read, prompt: {words}, colour: blue, id: a}}\n"
    ));
    insta::assert_snapshot!(said, @"");
}
