use super::{diagnostics_of, headlines};

/// An exercise with these steps, one line each.
fn steps(lines: &[&str]) -> String {
    let steps = lines.join("}\n  - {");
    format!("title: Mine\npurpose: A try.\nsteps:\n  - {{{steps}}}\n")
}

const WRITE_STEP: &str = "kind: write, id: worry, prompt: What worries you?";
const RATING_STEP: &str =
    "kind: rate, id: gut, role: likelihood_before, scale: likelihood, prompt: How likely?";
const CHOICE_STEP: &str = "kind: choose, id: look, prompt: Which?, options: [one, two]";
const READ_STEP: &str = "kind: read, id: hint, prompt: Look around.";

#[track_caller]
fn assert_diagnostic(lines: &[&str], diagnostics: &str) {
    let headlines = headlines(steps(lines));
    assert!(
        headlines.len() == 1 && headlines[0].ends_with(diagnostics),
        "{headlines:#?}, not {diagnostics}"
    );
}

#[test]
fn a_valid_exercise_has_no_diagnostics() {
    assert_eq!(
        diagnostics_of(steps(&[WRITE_STEP, RATING_STEP, CHOICE_STEP, READ_STEP])),
        ""
    );
}

#[test]
fn ids_are_plain_and_unique() {
    assert_diagnostic(&[WRITE_STEP, WRITE_STEP], ":5:23: the id `worry` is taken");
    assert_diagnostic(
        &["kind: read, id: My Step, prompt: Hello."],
        ":4:22: `My Step` can't be an id",
    );
}

#[test]
fn a_step_has_a_prompt() {
    assert_diagnostic(&["kind: write, id: a"], ":4:6: this step asks nothing");
    assert_diagnostic(
        &["kind: write, id: a, prompt: ''"],
        ": this prompt is empty",
    );
    assert_diagnostic(&["kind: write, id: a, prompt:"], ": this step asks nothing");
    assert!(
        headlines("title: Mine\npurpose: A try.\nsteps: []\n")[0].ends_with("there are no steps")
    );
    assert_diagnostic(&["id: a, prompt: Hello."], ":4:6: missing field `kind`");
    assert_diagnostic(&["kind: read, prompt: Hello."], ":4:6: missing field `id`");
    assert_diagnostic(
        &["kind: read, id: a, prompt: Hello., seconds: 3"],
        ": `seconds` doesn't belong to a `read` step",
    );
}

#[test]
fn references_name_earlier_steps() {
    for field in [
        "show: [{}]",
        "prompt: 'What about {{}}?'",
        "help: 'Think of {{}}.'",
        "only_if: {step: {}, in: [one]}",
    ] {
        let prompt = if field.starts_with("prompt") {
            ""
        } else {
            "prompt: Hm?, "
        };
        let step = |id: &str| format!("kind: write, id: me, {prompt}{}", field.replace("{}", id));
        assert_diagnostic(&[CHOICE_STEP, &step("nobody")], "there is no step `nobody`");
        assert_diagnostic(&[&step("look"), CHOICE_STEP], "`look` is only asked later");
        assert_diagnostic(&[CHOICE_STEP, &step("me")], "`me` is this step itself");
        assert_diagnostic(&[READ_STEP, &step("hint")], "`hint` has no answer to show");
        assert_eq!(
            headlines(steps(&[CHOICE_STEP, &step("look")])),
            [""; 0],
            "{field}"
        );
    }
    let summary = |field: &str| format!("kind: summary, id: end, {field}");
    assert_diagnostic(
        &[WRITE_STEP, &summary("fields: [wory]")],
        "there is no step `wory`",
    );
    assert_diagnostic(
        &[WRITE_STEP, &summary("closing: 'So {wory}.'")],
        "there is no step `wory`",
    );
    assert_diagnostic(
        &[WRITE_STEP, &summary("copy: wory")],
        "there is no step `wory`",
    );
    assert_diagnostic(
        &[RATING_STEP, &summary("copy: gut")],
        "`gut` has no words that could be copied",
    );
    let taken = [WRITE_STEP, &summary("copy: worry")];
    assert_eq!(headlines(steps(&taken)), [""; 0]);
    assert_diagnostic(
        &[RATING_STEP, &summary("pairs: [gut]")],
        "`gut` isn't a second rating",
    );
    assert_diagnostic(
        &[
            WRITE_STEP,
            "kind: reframe, id: r, prompt: Go., start: 'If {worri}'",
        ],
        "there is no step `worri`",
    );
    assert_diagnostic(
        &[
            WRITE_STEP,
            "kind: choose, id: c, prompt: Which?, options_from: worry",
        ],
        "`worry` is no list",
    );
    assert_diagnostic(
        &["kind: choose, id: c, prompt: Which?, options_from: list"],
        "there is no step `list`",
    );
}

#[test]
fn a_second_rating_has_a_first_on_the_same_scale() {
    let again = |fields: &str| format!("kind: rate, id: now, prompt: And now?, {fields}");
    assert_diagnostic(
        &[WRITE_STEP, &again("scale: likelihood, first_rating: worry")],
        "so there is nothing to compare",
    );
    assert_diagnostic(
        &[RATING_STEP, &again("scale: distress, first_rating: gut")],
        "another scale, `likelihood`",
    );
    assert_diagnostic(
        &[&again("scale: likelihood, first_rating: gut"), RATING_STEP],
        "`gut` is only asked later",
    );
    assert_diagnostic(
        &[&again("scale: likelihood, role: likelihood_after")],
        ": a re-rating without its first rating",
    );
    assert_diagnostic(
        &[RATING_STEP, &again("scale: joy, first_rating: gut")],
        "there is no scale `joy`",
    );
    assert_diagnostic(
        &[WRITE_STEP, &again("scale: belief, revise_if_low: worry")],
        "could be softened",
    );
    assert_diagnostic(
        &[&again("scale: belief, revise_if_low: kinder")],
        "there is no step `kinder`",
    );
}

#[test]
fn a_second_rating_stays_blind() {
    let again = |fields: &str| {
        format!("kind: rate, id: now, scale: likelihood, first_rating: gut, {fields}")
    };
    let diagnostics = "a second rating can't show the first, `gut`";
    assert_diagnostic(
        &[RATING_STEP, &again("prompt: And now?, show: [gut]")],
        diagnostics,
    );
    assert_diagnostic(
        &[RATING_STEP, &again("prompt: \"You said {gut}. And now?\"")],
        diagnostics,
    );
    for text in ["help", "note"] {
        let told = format!("prompt: And now?, {text}: \"You said {{gut}}.\"");
        assert_diagnostic(&[RATING_STEP, &again(&told)], diagnostics);
    }
    // The screen of a field and the other fields are seen with it.
    let now = again("prompt: And now?");
    let field = "kind: write, id: why, prompt: Why?";
    let screen = |own: &str, fields: &[&str]| {
        let step = format!("kind: fields, id: both, {own}, fields: [");
        let fields: Vec<_> = fields.iter().map(|field| format!("{{{field}}}")).collect();
        step + &fields.join(", ") + "]"
    };
    for own in [
        "prompt: \"You said {gut}.\"",
        "prompt: Two things, note: \"You said {gut}.\"",
        "prompt: Two things, help: \"You said {gut}.\"",
        "prompt: Two things, show: [gut]",
    ] {
        assert_diagnostic(&[RATING_STEP, &screen(own, &[&now, field])], diagnostics);
    }
    let beside = "kind: write, id: why, prompt: \"Why {gut}?\"";
    let fields = [now.as_str(), beside];
    assert_diagnostic(
        &[RATING_STEP, &screen("prompt: Two things", &fields)],
        diagnostics,
    );
    assert_eq!(
        headlines(steps(&[
            RATING_STEP,
            &screen("prompt: Two things", &[&now, field])
        ])),
        [""; 0]
    );
}

#[test]
fn roles_fit_their_steps() {
    assert_diagnostic(
        &["kind: write, id: a, role: distress_before, prompt: Hm?"],
        "`distress_before` is a rating, and this step asks for none",
    );
    assert_diagnostic(
        &["kind: rate, id: a, role: thought, scale: belief, prompt: Hm?"],
        "`thought` is words, and this step asks for a number",
    );
    assert_diagnostic(
        &["kind: timer, id: a, role: thought, seconds: 5, prompt: Hm."],
        "no words that could play a part",
    );
    assert_diagnostic(
        &["kind: write, id: a, role: thougt, prompt: Hm?"],
        "`thougt` isn't a known `role`",
    );
    assert_diagnostic(
        &["kind: rate, id: a, role: distress_before, scale: belief, prompt: Hm?"],
        ": warning: `distress_before` is rated on the scale `distress` elsewhere",
    );
}

#[test]
fn a_condition_can_be_met() {
    let when = |condition: &str| format!("{READ_STEP}, only_if: {{{condition}}}");
    assert_diagnostic(
        &[CHOICE_STEP, &when("step: look, in: [three]")],
        "“three” isn't an option of `look`",
    );
    assert_diagnostic(
        &[CHOICE_STEP, &when("step: look")],
        "doesn't say which answer it waits for",
    );
    assert_diagnostic(
        &[CHOICE_STEP, &when("step: look, below: 5")],
        "`look` is no rating",
    );
    assert_diagnostic(
        &[RATING_STEP, &when("step: gut, in: [one]")],
        "`gut` is a rating and has no options",
    );
    assert_diagnostic(
        &[RATING_STEP, &when("step: gut, at_least: 101")],
        "no rating is that high",
    );
    assert_diagnostic(
        &[RATING_STEP, &when("step: gut, below: 0")],
        "no rating is below 0",
    );
    assert_diagnostic(
        &[RATING_STEP, &when("step: gut, at_least: 60, below: 60")],
        "at least 60 and below 60",
    );
    assert_diagnostic(
        &[WRITE_STEP, &when("step: worry, in: [a]")],
        "neither a choice nor a rating",
    );
    let leave = "kind: choose, id: go, prompt: Which?, options: [{label: off, end: true}, on]";
    assert_diagnostic(
        &[leave, &when("step: go, in: ['off']")],
        "this can never hold: “off” leads away from here",
    );
    let patterns = "kind: choose, id: p, prompt: Which?, catalogue: thinking-patterns";
    assert_diagnostic(
        &[patterns, &when("step: p, in: [Fortune teling]")],
        "isn't an option of `p`",
    );
}

#[test]
fn every_step_can_be_reached() {
    let away = "kind: choose, id: go, prompt: Which?, options: [{label: a, end: true}, {label: b, start: slow}]";
    assert_diagnostic(
        &[away, READ_STEP],
        ":5:6: warning: nobody gets here: every option of `go` leads away",
    );
}

#[test]
fn a_choice_has_options() {
    let choose = |fields: &str| format!("kind: choose, id: c, prompt: Which?{fields}");
    assert_diagnostic(&[&choose("")], "there is nothing to choose from");
    assert_diagnostic(&[&choose(", options: []")], "there are no options");
    assert_diagnostic(
        &[&choose(", options: [one, One]")],
        ":4:58: “One” is already an option",
    );
    assert_diagnostic(&[&choose(", options: [one, '']")], "this option is empty");
    assert_diagnostic(
        &[&choose(", catalogue: menu")],
        "no options come from a catalogue `menu`",
    );
    assert_diagnostic(
        &[&choose(", options: [a], catalogue: thinking-patterns")],
        "come from two places",
    );
    let many: Vec<String> = (0..101).map(|n| format!("option {n}")).collect();
    assert_diagnostic(
        &[&choose(&format!(", options: [{}]", many.join(", ")))],
        "at most 100 options",
    );
}

#[test]
fn options_lead_to_known_targets() {
    let option = |fields: &str| {
        format!("kind: choose, id: c, prompt: Which?, options: [one, {{label: two, {fields}}}]")
    };
    assert_diagnostic(
        &[&option("start: slwo")],
        "there is no exercise or break `slwo`",
    );
    assert_diagnostic(
        &[&option("start: slow, end: true")],
        "this option leads on and ends",
    );
    assert_diagnostic(
        &[WRITE_STEP, &option("carry: {worry: worry}")],
        "take these answers along",
    );
    let carry = |pair: &str| option(&format!("start: small-worry, carry: {{{pair}}}"));
    assert_diagnostic(
        &[WRITE_STEP, &carry("wory: worry")],
        "there is no step `wory`",
    );
    assert_diagnostic(
        &[WRITE_STEP, &carry("worry: wory")],
        "`small-worry` has no step `wory`",
    );
    assert_diagnostic(
        &[WRITE_STEP, &carry("worry: gut")],
        "`gut` can't receive this kind of answer",
    );
    assert_diagnostic(
        &[&format!("{}, multiple: true", option("end: true"))],
        "where several options can be chosen, none can lead away",
    );
    assert_diagnostic(
        &["kind: breathe, id: b, break: slwo"],
        "there is no break `slwo`",
    );
    assert_diagnostic(
        &["kind: breathe, id: b, break: slow, length: quik"],
        "`slow` has no length `quik`",
    );
    let frame = |line: &str| {
        headlines(format!(
            "title: Mine\npurpose: A try.\n{line}\nsteps:\n  - {{{READ_STEP}}}\n"
        ))
    };
    assert!(
        frame("better_choice: [{if: You rush., read: scary-picture}]")[0]
            .ends_with("`scary-picture`")
    );
    assert!(
        frame("better_choice: [{if: So., read: crying-baby, use: slow}]")[0].ends_with("one thing")
    );
    assert!(frame("better_choice: [{if: You rush.}]")[0].ends_with("leads nowhere"));
    assert!(frame("better_choice: [{if: You rush., use: slwo}]")[0].ends_with("`slwo`"));
    assert!(frame("feels_like: [scarred]")[0].ends_with("the menu has no line `scarred`"));
}

#[test]
fn numbers_stay_within_bounds() {
    assert_diagnostic(
        &["kind: timer, id: w, prompt: Rest., seconds: 0"],
        "at most ten minutes",
    );
    assert_diagnostic(
        &["kind: timer, id: w, prompt: Rest., seconds: 601"],
        "at most ten minutes",
    );
    assert_diagnostic(
        &["kind: timer, id: w, prompt: Rest., seconds: 1.5"],
        "should be a whole number, and this is 1.5",
    );
    assert_diagnostic(
        &["kind: timer, id: w, prompt: Rest., seconds: 70000"],
        "and this is 70000",
    );
    assert_diagnostic(
        &["kind: list, id: l, prompt: Which?, max_items: 0"],
        "some lines and not too many",
    );
    let long: Vec<String> = (0..201)
        .map(|n| format!("kind: read, id: s{n}, prompt: Hm."))
        .collect();
    let long: Vec<&str> = long.iter().map(String::as_str).collect();
    assert_diagnostic(&long, ":204:5: an exercise has at most 200 steps");
}

#[test]
fn a_softer_breath_has_the_same_phases_in_less_time() {
    let softer = |numbers: &str| {
        let text = format!(
            "title: Mine 息\nphases: [{{do: inhale, seconds: 4}}, {{do: exhale, seconds: 6}}]\n\
             softer: {numbers}\nlengths: {{default: 1}}\n"
        );
        headlines(text).concat()
    };
    assert_eq!(softer("[0.5, 9]"), "");
    for (numbers, diagnostics) in [
        ("[3, 3, 3]", ":3:1: this has 3 numbers for 2 phases"),
        ("[]", ":3:1: this has 0 numbers for 2 phases"),
        ("[0.4, 3]", ":3:10: a phase is never so long or so short"),
        ("[2, 61]", ":3:13: a phase is never so long or so short"),
        ("[2, .nan]", ":3:13: `softer` should be a number"),
        (
            "[5, 5]",
            ":3:1: this takes 10 seconds and isn't any shorter",
        ),
        ("[3, soft]", ":3:13: `softer` should be a number"),
    ] {
        let spoken = softer(numbers);
        assert!(spoken.contains(diagnostics), "{spoken}, not {diagnostics}");
    }
}

#[test]
fn a_break_is_slow_and_finite() {
    let breathing_break = |phases: &str, rest: &str| {
        let text = format!("title: Mine\nphases: [{phases}]\n{rest}\n");
        let diagnostics = headlines(text);
        assert!(diagnostics.len() < 2, "{diagnostics:#?}");
        diagnostics.concat()
    };
    let slow = "{do: inhale, seconds: 4}, {do: exhale, seconds: 6}";
    let once = "lengths: {default: 1}";
    assert_eq!(breathing_break(slow, once), "");
    for (phases, rest, diagnostics) in [
        (
            slow,
            "lengths: {long: 3}",
            ":3:1: there is no `default` length",
        ),
        (slow, "lengths: {default: 0}", "a break takes some time"),
        (
            slow,
            "lengths: {default: 9}\nmax_breaths: 4",
            "more than `max_breaths` allows",
        ),
        (slow, "lengths: {default: 999}", "more than an hour"),
        (
            slow,
            "lengths: {default: 1}\nno_hold: slwo",
            "there is no break `slwo`",
        ),
        (
            slow,
            "lengths: {default: 1}\ncautions: [dizy]",
            "there is no caution `dizy`",
        ),
        (
            "{do: inhale, seconds: 0}, {do: exhale, seconds: 9}",
            once,
            "a phase takes some time",
        ),
        (
            "{do: inhale, seconds: 90}",
            once,
            "nobody breathes that slowly",
        ),
        (
            "{do: inhale, seconds: 2}, {do: exhale, seconds: 2}",
            once,
            "warning: a breath of 4 seconds is fast",
        ),
        (
            "{do: inhal, seconds: 4}, {do: exhale, seconds: 6}",
            once,
            "`inhal` isn't a known `do`",
        ),
        ("", once, "there are no phases"),
        (
            "{do: tense, seconds: 5, say: Tighten}, {do: release, seconds: 15, say: Let go}",
            "lengths: {default: 1}\nrounds: [Hands]",
            "these words are never shown",
        ),
        (
            "{do: tense, seconds: 5}, {do: release, seconds: 15, say: Let go}",
            "lengths: {default: 1}\nrounds: ['']",
            "this round says nothing",
        ),
    ] {
        let spoken = breathing_break(phases, rest);
        assert!(spoken.ends_with(diagnostics), "{spoken}, not {diagnostics}");
    }
    let held = |phase: &str| {
        breathing_break(
            &format!("{slow}, {phase}"),
            "lengths: {default: 1}\nno_hold: slow",
        )
    };
    assert_eq!(held("{do: hold, seconds: 7}"), "");
    assert!(
        held("{do: hold, seconds: 7.5}")
            .ends_with("warning: holding for so long is hard for many people")
    );
    assert!(
        held("{do: hold-empty, seconds: 5}")
            .ends_with("warning: holding for so long is hard for many people")
    );
    let bare = breathing_break(&format!("{slow}, {{do: hold, seconds: 2}}"), once);
    assert!(bare.ends_with("warning: not everybody should hold the breath"));
}

/// The same as a follow-up of an exercise.
#[track_caller]
fn assert_follow_up_diagnostic(on: &str, lines: &[&str], diagnostics: &str) {
    let file = format!("follows_up: {on}\n{}", steps(lines));
    let headlines = headlines(file);
    assert!(
        headlines.len() == 1 && headlines[0].ends_with(diagnostics),
        "{headlines:#?}, not {diagnostics}"
    );
}

#[test]
fn only_a_follow_up_can_refer_to_the_earlier_entry() {
    let fear = "kind: read, id: recall, prompt: 'You feared {earlier.fear} on {earlier.day}.'";
    let sound = format!("follows_up: any\n{}", steps(&[fear, CHOICE_STEP]));
    assert_eq!(diagnostics_of(sound), "");
    let enough = "kind: read, id: recall, prompt: 'You wrote {earlier.enough}.'";
    let sound = format!("follows_up: how-much-is-enough\n{}", steps(&[enough]));
    assert_eq!(diagnostics_of(sound), "");

    assert_diagnostic(&[enough], ": this exercise looks back on nothing");
    assert_follow_up_diagnostic("any", &[enough], ": not every exercise has `enough`");
    assert_follow_up_diagnostic(
        "how-much-is-enough",
        &["kind: read, id: recall, prompt: 'You wrote {earlier.enuff}.'"],
        ": `how-much-is-enough` has no step `enuff`",
    );
    assert_follow_up_diagnostic(
        "how-much",
        &[CHOICE_STEP],
        ": there is no exercise `how-much`",
    );
    assert_follow_up_diagnostic(
        "any",
        &["kind: read, id: recall, prompt: 'You put it at {earlier.likelihood_before}.'"],
        ": `likelihood_before` is a rating, and seeing it would change what is answered now",
    );
    let shown = "kind: summary, id: end, earlier: [likelihood_before, sure]";
    assert_follow_up_diagnostic(
        "any",
        &[CHOICE_STEP, shown],
        ": not every exercise has `sure`",
    );
}

#[test]
fn an_outcome_option_needs_the_outcome_role() {
    let outcome = "kind: choose, id: end, role: outcome, prompt: And?, \
        options: [{label: It did, outcome: yes}, {label: It didn't, outcome: no}, Hm]";
    assert_eq!(diagnostics_of(steps(&[outcome])), "");
    assert_diagnostic(
        &["kind: choose, id: end, prompt: And?, options: [{label: It did, outcome: yes}, Hm]"],
        ": nobody asks what this option means",
    );
    assert_diagnostic(
        &["kind: choose, id: end, role: outcome, prompt: And?, options: [It did, Hm]"],
        ": `outcome` is read from what one option means",
    );
    assert_diagnostic(
        &["kind: write, id: end, role: acted, prompt: And?"],
        ": `acted` is read from what an option means",
    );
    assert_diagnostic(
        &[
            "kind: choose, id: end, prompt: And?, options: [{label: Out, open: people, end: true}, Hm]",
        ],
        ": this option leads to two places",
    );
    assert_diagnostic(
        &["kind: write, id: name, suggest: true, prompt: And?"],
        ": only names of patterns are remembered to be offered again",
    );
}

#[test]
fn gaps_are_closed_and_have_short_hints() {
    let stem = |say: &str| format!("kind: reframe, id: r, prompt: Go., stems: ['{say}']");
    for (say, message) in [
        ("I [what I did.", "`[` is never closed"),
        ("I what I did].", "`]` closes nothing"),
        ("I [ ] and rested.", "`[]` has no hint"),
        ("I [{worry}].", "an earlier answer can''t be a hint"),
        (
            "I [everything that I have done since this morning].",
            "this hint is too long",
        ),
        (
            "Now ..., ..., ..., ..., ... and ...",
            "there are too many gaps",
        ),
    ] {
        let message = message.replace("''", "'");
        assert_diagnostic(&[WRITE_STEP, &stem(say)], &message);
        let draft = stem(say).replace("stems: [", "start: [");
        assert_diagnostic(&[WRITE_STEP, &draft], &message);
    }
    for say in [
        "I [what I did]. 心配 …",
        "{worry} (really) ... and [so on].",
    ] {
        assert_eq!(
            headlines(steps(&[WRITE_STEP, &stem(say)])),
            [""; 0],
            "{say}"
        );
    }
    let text = diagnostics_of(steps(&[&stem("I [what I did.")]));
    assert!(
        text.contains(":4:52:") && text.contains("close the gap with `]`"),
        "{text}"
    );
    assert_diagnostic(&[&stem("So {worri}.")], "there is no step `worri`");
}

#[test]
fn the_condition_of_a_starter_holds_for_an_option_that_exists() {
    for field in ["stems", "start"] {
        let step = |when: &str| {
            format!(
                "kind: reframe, id: r, prompt: Go., {field}: [{{say: \"I [did it].\", when: {when}}}]"
            )
        };
        assert_eq!(
            headlines(steps(&[CHOICE_STEP, &step("{step: look, in: [two]}")])),
            [""; 0]
        );
        assert_diagnostic(
            &[CHOICE_STEP, &step("{step: look, in: [tow]}")],
            "“tow” isn't an option of `look`",
        );
        assert_diagnostic(
            &[CHOICE_STEP, &step("{step: lok, in: [two]}")],
            "there is no step `lok`",
        );
        assert_diagnostic(
            &[CHOICE_STEP, &step("{step: look}")],
            "this condition doesn't say which answer it waits for",
        );
        assert_diagnostic(&[CHOICE_STEP, &step("{in: [two]}")], "missing field `step`");
    }
    let step = "kind: reframe, id: r, prompt: Go., stems: [{when: {step: look, in: [two]}}]";
    assert_diagnostic(&[CHOICE_STEP, step], "missing field `say`");
    let twice = "kind: reframe, id: r, prompt: Go., stems: [It was fine., {say: It was fine.}]";
    assert_diagnostic(&[twice], "“It was fine.” is already an option");
}

#[test]
fn the_condition_of_an_offer_holds_for_an_answer_that_exists() {
    let summary = |only_if: &str| {
        format!(
            "kind: summary, id: s, fields: [look], next: [{{label: Back 🏡, end: true, only_if: {only_if}}}]"
        )
    };
    assert_eq!(
        headlines(steps(&[CHOICE_STEP, &summary("{step: look, in: [two]}")])),
        [""; 0]
    );
    for (only_if, message) in [
        ("{step: look, in: [tow]}", "“tow” isn't an option of `look`"),
        ("{step: lok, in: [two]}", "there is no step `lok`"),
        (
            "{step: look}",
            "this condition doesn't say which answer it waits for",
        ),
    ] {
        assert_diagnostic(&[CHOICE_STEP, &summary(only_if)], message);
    }
}

#[test]
fn a_draft_behind_one_without_a_condition_is_never_taken() {
    let draft = |drafts: &str| format!("kind: reframe, id: r, prompt: Go., start: {drafts}");
    let two = "{say: Two., when: {step: look, in: [two]}}";
    assert_eq!(
        headlines(steps(&[CHOICE_STEP, &draft(&format!("[{two}, Any.]"))])),
        [""; 0]
    );
    assert_diagnostic(
        &[CHOICE_STEP, &draft(&format!("[Any., {two}]"))],
        "this draft is never taken, since the one above has no `when`",
    );
    assert_eq!(headlines(steps(&[&draft("Any draft.")])), [""; 0]);
}

const PATTERN_STEP: &str =
    "kind: choose, id: patterns, prompt: Which?, multiple: true, catalogue: thinking-patterns";

#[test]
fn a_condition_can_wait_for_another_option_or_for_an_answer() {
    let asked = |condition: &str| {
        let step = format!("kind: read, id: now, prompt: Now., only_if: {{{condition}}}");
        headlines(steps(&[WRITE_STEP, RATING_STEP, CHOICE_STEP, &step])).concat()
    };
    for condition in [
        "step: look, not_in: [one]",
        "step: look, in: [one], answered: true",
        "step: worry, answered: true",
        "step: gut, answered: false",
        "step: gut, answered: true, below: 30",
    ] {
        assert_eq!(asked(condition), "", "{condition}");
    }
    for (condition, diagnostic) in [
        ("step: look", "doesn't say which answer it waits for"),
        (
            "step: look, not_in: [three]",
            "“three” isn't an option of `look`",
        ),
        (
            "step: look, in: [one], not_in: [one]",
            "“one” is in both lists",
        ),
        (
            "step: gut, not_in: [one]",
            "`gut` is a rating and has no options",
        ),
        (
            "step: worry, not_in: [one]",
            "`worry` is neither a choice nor a rating",
        ),
        (
            "step: look, in: [one], answered: false",
            "this can never hold: without an answer `look` has none to wait for",
        ),
        (
            "step: look, answered: perhaps",
            "`answered` should be `yes` or `no`",
        ),
    ] {
        let said = asked(condition);
        assert!(said.contains(diagnostic), "{said}, not {diagnostic}");
    }
}

#[test]
fn the_question_of_a_pattern_comes_from_a_choice_of_patterns() {
    let asks = |from: &str| {
        let step = format!("kind: write, id: facts, prompt: Which facts?, ask_from: {from}");
        headlines(steps(&[WRITE_STEP, CHOICE_STEP, PATTERN_STEP, &step])).concat()
    };
    assert_eq!(asks("patterns"), "");
    assert!(asks("pattern").ends_with("there is no step `pattern`"));
    assert!(asks("look").ends_with("`look` is no choice of thinking patterns"));
    assert!(asks("facts").ends_with("`facts` is this step itself"));
}

#[test]
fn the_offers_of_a_summary_lead_somewhere_and_end_the_exercise() {
    let offers = |offers: &str| {
        let step = format!("kind: summary, id: end, next: [{offers}]");
        headlines(steps(&[
            WRITE_STEP,
            RATING_STEP,
            CHOICE_STEP,
            PATTERN_STEP,
            &step,
        ]))
        .concat()
    };
    for valid in [
        "{label: Back to my day, end: true}",
        "{label: Breathe, start: slow-six}, {label: People, open: people}",
        "{label: Read, read: scary-pictures}, {try_from: patterns}",
        "{label: Once more, start: worry-later, carry: {worry: worry}}",
    ] {
        assert_eq!(offers(valid), "", "{valid}");
    }
    for (wrong, diagnostic) in [
        ("", "there are no offers"),
        ("Back to my day", "this offer leads nowhere"),
        ("{end: true}", "this offer has no words"),
        (
            "{label: A, end: true}, {label: a, end: true}",
            "“a” is already an option",
        ),
        (
            "{label: A, start: slow-sicks}",
            "there is no exercise or break `slow-sicks`",
        ),
        (
            "{label: A, start: slow-six, end: true}",
            "this option leads on and ends",
        ),
        (
            "{label: A, read: scary-picture}",
            "there is no page `scary-picture`",
        ),
        (
            "{label: A, read: scary-pictures, open: people}",
            "this option leads to two places",
        ),
        (
            "{label: A, try_from: patterns}",
            "`label` can't stand beside `try_from`",
        ),
        (
            "{try_from: look}",
            "`look` is no choice of thinking patterns",
        ),
        (
            "{label: A, end: true, carry: {worry: worry}}",
            "nothing is started",
        ),
    ] {
        let said = offers(wrong);
        assert!(said.contains(diagnostic), "{said}, not {diagnostic}");
    }
    assert_diagnostic(
        &[
            WRITE_STEP,
            "kind: summary, id: end, next: [{label: Back, end: true}]",
            READ_STEP,
        ],
        ": warning: nobody gets here: every offer of `end` leads away",
    );
}

#[test]
fn an_option_can_open_a_page_on_the_way() {
    let option = |option: &str| {
        let step =
            format!("kind: choose, id: look, prompt: Which?, options: [{{label: A, {option}}}, B]");
        headlines(steps(&[WRITE_STEP, &step, READ_STEP])).concat()
    };
    assert_eq!(option("read: scary-pictures"), "");
    assert_eq!(option("read: scary-pictures, end: true"), "");
    assert!(option("read: pictures").contains("there is no page `pictures`"));
    assert!(option("read: scary-pictures, start: slow-six").ends_with("leads to two places"));
    assert!(option("end: true, open: people").ends_with("leads to two places"));
}

#[test]
fn the_heart_of_an_exercise_is_a_step_with_an_answer() {
    let heart = |heart: &str| {
        let step = format!("kind: summary, id: end, heart: {heart}, closing_empty: Bye.");
        headlines(steps(&[WRITE_STEP, READ_STEP, &step])).concat()
    };
    assert_eq!(heart("worry"), "");
    assert!(heart("hint").ends_with("`hint` has no answer to show"));
    assert!(heart("wory").ends_with("there is no step `wory`"));
}

/// A step with these fields, in one line.
fn with_fields(fields: &[&str]) -> String {
    let fields = fields.join("}, {");
    format!("kind: fields, id: ways, prompt: Some ways., fields: [{{{fields}}}]")
}

const FIELD: &str = "kind: write, id: worst, prompt: The worst";

#[test]
fn fields_are_small_questions_of_their_own() {
    let rate =
        "kind: rate, id: gut, role: likelihood_before, scale: likelihood, prompt: How likely?";
    let fields = with_fields(&[FIELD, rate, CHOICE_STEP]);
    let summary = "kind: summary, id: end, fields: [worst, gut, look]";
    let later =
        "kind: write, id: more, prompt: 'What of {worst}?', only_if: {step: gut, below: 50}";
    assert_eq!(diagnostics_of(steps(&[&fields, later, summary])), "");

    assert_diagnostic(
        &[&with_fields(&[FIELD, FIELD])],
        ": the id `worst` is taken",
    );
    assert_diagnostic(
        &[&with_fields(&["kind: write, id: ways, prompt: The worst"])],
        ": the id `ways` is taken",
    );
    assert_diagnostic(
        &[&with_fields(&["kind: write, id: worst"])],
        ": this step asks nothing",
    );
    assert_diagnostic(
        &[&with_fields(&["kind: wirte, id: worst, prompt: The worst"])],
        ": `wirte` isn't a known `kind`",
    );
    assert_diagnostic(
        &["kind: fields, id: ways, prompt: Some ways., fields: []"],
        ": there are no fields",
    );
    assert_diagnostic(
        &["kind: fields, id: ways, prompt: Some ways."],
        ": missing field `fields`",
    );
    let many: Vec<_> = (0..9)
        .map(|number| format!("kind: write, id: w{number}, prompt: Hm?"))
        .collect();
    let many: Vec<_> = many.iter().map(String::as_str).collect();
    assert_diagnostic(&[&with_fields(&many)], ": a screen has at most 8 fields");
    assert_diagnostic(
        &[
            &with_fields(&[FIELD]),
            "kind: summary, id: end, fields: [ways]",
        ],
        ": `ways` has no answer to show",
    );
    assert!(
        diagnostics_of(steps(&[
            &with_fields(&[FIELD]),
            "kind: summary, id: end, fields: [ways]"
        ]))
        .contains("use the id of one of its fields")
    );
}

#[test]
fn a_field_is_of_a_small_kind() {
    let nested = format!("kind: fields, id: inner, prompt: Hm., fields: [{{{FIELD}}}]");
    assert_diagnostic(
        &[&with_fields(&[&nested])],
        ": a field can't have fields of its own",
    );
    for (kind, more) in [
        ("read", ""),
        ("list", ""),
        ("breathe", ", break: slow"),
        ("timer", ", seconds: 5"),
        ("reframe", ""),
        ("follow_up", ""),
        ("postpone", ""),
        ("summary", ""),
    ] {
        let field = format!("kind: {kind}, id: other, prompt: Hm.{more}");
        assert_diagnostic(
            &[&with_fields(&[FIELD, &field])],
            &format!(": a `{kind}` step can't be a field"),
        );
    }
    assert_diagnostic(
        &[&with_fields(&[
            "kind: write, id: worst, lines: many, prompt: The worst",
        ])],
        ": Enter leads to the next field, so a field has one line",
    );
    assert_diagnostic(
        &[&with_fields(&[
            "kind: choose, id: who, prompt: Who?, options: [a friend, {label: nobody, end: true}]",
        ])],
        ": an option of a field can't lead away from the others",
    );
    let second =
        "kind: rate, id: now, scale: likelihood, first_rating: gut, prompt: How likely now?";
    assert_diagnostic(
        &[&with_fields(&[RATING_STEP, second])],
        ": the first rating would be seen beside the second",
    );
    let line = "kind: reframe, id: line, prompt: Put it kindly.";
    let belief =
        "kind: rate, id: belief, scale: belief, revise_if_low: line, prompt: Do you believe it?";
    assert_diagnostic(
        &[line, &with_fields(&[belief])],
        ": a field can't lead back to a thought",
    );
}

#[test]
fn what_belongs_to_a_screen_is_no_part_of_a_field() {
    for (key, value) in [
        ("show", "[worry]"),
        ("only_if", "{step: worry}"),
        ("note", "Take care."),
        ("chapter", "Two"),
        ("skip_to", "{label: On, step: end}"),
    ] {
        let field = format!("{FIELD}, {key}: {value}");
        let lines = [
            WRITE_STEP,
            &with_fields(&[&field]),
            "kind: read, id: end, prompt: Done.",
        ];
        assert_diagnostic(&lines, &format!(": `{key}` belongs to the whole screen"));
    }
}

#[test]
fn chapters_begin_with_the_first_step_and_have_names_of_their_own() {
    let chapter = |step: &str, name: &str| format!("{step}, chapter: {name}");
    let [catch, check] = [
        chapter(WRITE_STEP, "Catch it"),
        chapter(CHOICE_STEP, "Check it"),
    ];
    assert_eq!(diagnostics_of(steps(&[&catch, &check, READ_STEP])), "");
    assert_diagnostic(
        &[WRITE_STEP, &check],
        ": the steps above belong to no chapter",
    );
    assert_diagnostic(
        &[&catch, &chapter(CHOICE_STEP, "Catch it")],
        ": there is already a chapter “Catch it”",
    );
    assert_diagnostic(&[&chapter(WRITE_STEP, "''")], ": this chapter has no name");
    // Each of these characters has two columns.
    for long in ["Everything that went on before", "发生了什么事情我在想什么"] {
        assert_diagnostic(
            &[&chapter(WRITE_STEP, long)],
            ": this name is too long for the top of a small screen",
        );
    }
}

#[test]
fn skip_to_leads_to_a_step_below() {
    let skip = |to: &str| format!("{WRITE_STEP}, skip_to: {{label: On, step: {to}}}");
    let fields = with_fields(&[FIELD]);
    let lines = |to: &str| steps(&[CHOICE_STEP, &skip(to), READ_STEP, &fields]);
    assert_eq!(diagnostics_of(lines("hint")), "");
    assert_eq!(diagnostics_of(lines("ways")), "");
    let first = |to: &str| headlines(lines(to)).join("\n");
    assert!(
        first("hnit").ends_with(": there is no step `hnit`"),
        "{}",
        first("hnit")
    );
    assert!(diagnostics_of(lines("hnit")).contains("did you mean `hint`?"));
    assert!(
        first("look").ends_with(": `look` comes before this step"),
        "{}",
        first("look")
    );
    assert!(
        first("worry").ends_with(": `worry` is on this screen"),
        "{}",
        first("worry")
    );
    let field = first("worst");
    assert!(
        field.ends_with(": `worst` is a field in the middle of a screen"),
        "{field}"
    );
    assert!(diagnostics_of(lines("worst")).contains("use the id of its screen, `ways`"));
    let unnamed = format!("{WRITE_STEP}, skip_to: {{label: '', step: hint}}");
    assert_diagnostic(&[&unnamed, READ_STEP], ": this label is empty");
    let nowhere = format!("{WRITE_STEP}, skip_to: {{label: On}}");
    assert_diagnostic(&[&nowhere, READ_STEP], ": missing field `step`");
}

#[test]
fn a_note_is_words_of_the_coach() {
    let note = |words: &str| format!("{WRITE_STEP}, note: {words}");
    assert_eq!(diagnostics_of(steps(&[&note("Take care.")])), "");
    assert_diagnostic(&[&note("' '")], ": this note is empty");
    assert_diagnostic(
        &[&note("'Think of {nothing}.'")],
        ": there is no step `nothing`",
    );
}

#[test]
fn a_check_in_looks_back_on_nothing() {
    let file = format!("check_in: true\nfollows_up: any\n{}", steps(&[WRITE_STEP]));
    let text = diagnostics_of(file);
    assert!(
        text.contains("a check-in can't look back on an entry"),
        "{text}"
    );
}
