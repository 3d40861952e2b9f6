//! Snapshots of every screen, at 80x24 and at 40x12.

use std::time::Duration;

use good_enough::storage::journal::Journal;
use good_enough::ui::app::StartScreen;
use good_enough::ui::color::Rgb;
use good_enough::ui::theme::{ColorSupport, Theme};
use insta::assert_snapshot;
use proptest::prelude::*;
use ratatui::style::Color;

use crate::coach::{Coach, first_exercises};
use crate::history::open_history;

/// The same session on a terminal of 80x24 and on one of 40x12.
fn at_both_sizes(story: impl Fn(&mut Coach)) -> [String; 2] {
    [(80, 24), (40, 12)].map(|(width, height)| {
        let mut coach = Coach::new().sized(width, height);
        story(&mut coach);
        coach.screen()
    })
}

fn go_to_thought(coach: &mut Coach) {
    coach
        .choose("From catastrophe")
        .press("<Enter>")
        .type_in("10 pm. I gave the baby a bottle.")
        .press("<Tab>");
}

fn go_to_likelihood(coach: &mut Coach) {
    go_to_thought(coach);
    coach
        .type_in("If I use a bottle, we will never bond.")
        .press("<Tab>1<Enter>70<Enter>");
    coach
        .type_in("By Sunday she won't take the breast.")
        .press("<Tab>");
}

fn go_to_reframe(coach: &mut Coach) {
    go_to_likelihood(coach);
    coach
        .press("80<Enter>1<Enter><Tab><Tab><Tab><Tab>")
        .type_in("A mixed week.")
        .press("<Tab>60<Enter>");
    coach.type_in("My sister.").press("<Tab>");
}

#[test]
fn home() {
    let [usual, small] = at_both_sizes(|_| {});
    assert_snapshot!(usual, @"
      good-enough
      You can be unsure and still take the next small step.

      A thought is scaring me                                                   ┃
    › 1  Two-minute check                                                2 min  ┃
      2  From catastrophe to good enough                                12 min  ┃
      3  Notice my pattern                                               4 min

      It's all too much right now
      4  Five senses                                                     3 min
      5  Slow six                                                        3 min
      6  A kind moment                                                   4 min

      I can't stop worrying
      7  Worry later                                                     2 min
      8  Worry time                                                     15 min


      A quick look at a scary thought when you have no time.


      Enter open   ? people to talk to   n choose for me   b breathe   F1 keys
    ");
    assert_snapshot!(small, @"
    good-enough
    A thought is scaring me
    › 1  Two-minute check              2 min
      2  From catastrophe to good en… 12 min
      3  Notice my pattern             4 min
    It's all too much right now
      4  Five senses                   3 min
      5  Slow six                      3 min
      6  A kind moment                 4 min

    A quick look at a scary thought when yo…
    Enter open   ? people   n choose   F1
    ");
}

#[test]
fn home_on_a_wide_terminal_is_beside_the_history() {
    let coach = open_history(12).sized(120, 30);
    let mut coach = coach;
    coach.press("<Esc>");
    assert_snapshot!(coach.screen(), @"
      good-enough
      You can be unsure and still take the next small step.

      A thought is scaring me                           ┃  ╭───────────────────────────────────────────────────────╮
    › 1  Two-minute check                        2 min  ┃  │                                                       │
      2  From catastrophe to good enough        12 min  ┃  │   Two-minute check                            2 min   │
      3  Notice my pattern                       4 min  ┃  │   A quick look at a scary                             │
                                                        ┃  │   thought when you have no time.                      │
      It's all too much right now                       ┃  │                                                       │
      4  Five senses                             3 min  ┃  │   When: You're in the middle of things                │
      5  Slow six                                3 min  ┃  │   and a thought has grabbed you.                      │
      6  A kind moment                           4 min  ┃  │                                                       │
                                                           │   If the same thought has been back many times        │
      I can't stop worrying                                │   today, try “Notice my pattern” instead.             │
      7  Worry later                             2 min     │                                                       │
      8  Worry time                             15 min     │   ─────────────────────────────────────────────────   │
                                                           │   You wrote on Monday, 12 January:                    │
      I'm not doing enough                                 │   It was good enough 11                               │
      9  How much is enough?                     6 min     │                                                       │
         That was probably good enough           5 min     ╰───────────────────────────────────────────────────────╯
         A good-enough experiment                5 min
         Lighten the load                        6 min

      Someone needs me and I'm stuck
         Bigger, stronger, wiser, kind           6 min


      Enter open   ? people to talk to   n choose for me   b breathe   q quit   / search   h history       F1 keys
    ");
}

#[test]
fn a_read_step() {
    let [usual, small] = at_both_sizes(|coach| {
        coach.choose("From catastrophe");
    });
    assert_snapshot!(usual, @"
    From catastrophe to good enough                                  1 of 21

    You will take one scary thought for a slow walk. There is
    no right way to do it, and you can skip any stop. If
    someone is hurt, ill or in danger, get help first: press ?.
















    Enter next   ? people to talk to   Esc pause   F2 breathe        F1 keys
    ");
    assert_snapshot!(small, @"
    From catastrophe to good enough  1 of 21
    You will take one scary thought for
    a slow walk. There is no right way
    to do it, and you can skip any
    stop. If someone is hurt, ill or in
    danger, get help first: press ?.





    Enter next   ? people   Esc pause   F1
    ");
}

#[test]
fn a_write_step() {
    let [usual, small] = at_both_sizes(|coach| {
        go_to_thought(coach);
        coach.type_in("If I use a bottle, we will never bond, and everyone will see it.");
    });
    assert_snapshot!(usual, @"
      From catastrophe to good enough                                  3 of 21

      What is the scary thought? Write it the way your mind says it.
      One sentence is plenty.
      For example: I'm going to be fired.
      Or: If I use a bottle, we will never bond.

    ╭──────────────────────────────────────────────────────────────────────────╮
    │ If I use a bottle, we will never bond, and everyone will see it.         │
    │                                                                          │
    │                                                                          │
    ╰──────────────────────────────────────────────────────────────────────────╯









      Enter next   Ctrl+G people to talk to   Esc pause                F1 keys
    ");
    assert_snapshot!(small, @"
    From catastrophe to good enough  3 of 21
    What is the scary thought? Write
    it the way your mind says it.
    One sentence is plenty.
    For example: I'm going to be fired.
    Or: If I use a bottle,
    we will never bond.
    ▎ If I use a bottle, we will never
    ▎ bond, and everyone will see it.


    Enter next   Ctrl+G people   F1 keys
    ");
}

#[test]
fn a_choose_step() {
    let [usual, small] = at_both_sizes(|coach| {
        go_to_likelihood(coach);
        coach.press("80<Enter>12<Down>");
    });
    assert_snapshot!(usual, @"
      From catastrophe to good enough                                  8 of 21

    ▎ If I use a bottle, we will never bond.
      Does the thought fit a pattern? Pick any, or none.
      Minds do this. Spotting a pattern doesn't
      mean the worry is wrong or that you are.
      1 [x] Worst-case movie      Your mind plays the worst ending as if it wer…
      2 [x] Fortune telling       A guess about the future feels like news.
    › 3 [ ] All or nothing        It's perfect or it's a failure, with nothing…
      4 [ ] Should rules          A strict rule is in charge, and breaking it f…
      5 [ ] Mind reading          You feel sure of what others think, and nobod…
      6 [ ] Dark filter           One bad moment colours the whole picture.
      7 [ ] That doesn't count    Anything that went well gets waved away.
      8 [ ] Always and never      One time becomes every time.
      9 [ ] Name calling          One act turns into a name for the whole perso…
        [ ] All on me             You carry the full weight of something with m…
        [ ] Feelings as facts     It feels true, so it must be true.      3 more
      It's perfect or it's a failure, with nothing in between.
      For example: “If I can't do the full workout, there's no point.”
      Or: “I lost my temper once, so today is ruined.”

      Enter next   ? people to talk to   Space tick   Esc pause        F1 keys
    ");
    assert_snapshot!(small, @"
    From catastrophe to good enough  8 of 21
    ▎ If I use a bottle, we will never bond.
    Does the thought fit a
    pattern? Pick any, or none.
    Minds do this. Spotting a
    pattern doesn't mean the worry
    is wrong or that you are.
      1 [x] Worst-case movie
      2 [x] Fortune telling
    › 3 [ ] All or nothing
      4 [ ] Should rules             10 more
    Enter next   ? people   Space tick   F1
    ");
}

#[test]
fn a_rating_before_and_after_it_is_given() {
    let [usual, small] = at_both_sizes(go_to_likelihood);
    assert_snapshot!(usual, @"
      From catastrophe to good enough                                  7 of 21

    ▎ If I use a bottle, we will never bond.

      What you're afraid of: By Sunday she won't take the breast.

      Going by your gut, how likely is that?


      Arrows or digits give a number, Enter skips.


      ────────────────────────────────────────────────────────────────────────
      ╵                 ╵                 ╵                ╵                 ╵
      0                25                50               75               100
      can't happen                as likely as not                     certain





      Enter next   ? people to talk to   Right more   F1 keys            saved
    ");
    assert_snapshot!(small, @"
    From catastrophe to good enough  7 of 21
    ▎ If I use a bottle, we will never bond.
    What you're afraid of: By Sunday she
    won't take the breast.
    Going by your gut, how likely is that?
    Arrows or digits give
    a number, Enter skips.
    ────────────────────────────────────────
    0        25        50       75       100
    can't happen  as likely as…      certain

    Enter next   ? people   Right more   F1
    ");
    let [usual, small] = at_both_sizes(|coach| {
        go_to_likelihood(coach);
        coach.press("80");
    });
    assert_snapshot!(usual, @"
      From catastrophe to good enough                                  7 of 21

    ▎ If I use a bottle, we will never bond.

      What you're afraid of: By Sunday she won't take the breast.

      Going by your gut, how likely is that?

      ┏━┓ ┏━┓
      ┣━┫ ┃ ┃    less than “certain”
      ┗━┛ ┗━┛%

      ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━●──────────────
      ╵                 ╵                 ╵                ╵                 ╵
      0                25                50               75               100
      can't happen                as likely as not                     certain





      Enter next   ? people to talk to   Right more   Left less        F1 keys
    ");
    assert_snapshot!(small, @"
    From catastrophe to good enough  7 of 21
    ▎ If I use a bottle, we will never bond.
    What you're afraid of: By Sunday she
    won't take the breast.
    Going by your gut, how likely is that?
    80%   less than “certain”
    ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━●────────
    0        25        50       75       100
    can't happen  as likely as…      certain


    Enter next   ? people   Right more   F1
    ");
}

#[test]
fn a_list_step() {
    let [usual, small] = at_both_sizes(|coach| {
        go_to_likelihood(coach);
        coach
            .press("80<Enter>1<Enter>")
            .type_in("She cried last night.")
            .press("<Enter>");
    });
    assert_snapshot!(usual, @"
      From catastrophe to good enough                                  9 of 21

    ▎ If I use a bottle, we will never bond.

      What you're afraid of: By Sunday she won't take the breast.

      What other endings could this film have?

      What facts make it more likely?
      Facts are things a camera could catch. Feelings
      are real, but they aren't facts about the future.

    ╭──────────────────────────────────────────────────────────────────────────╮
    │ She cried last night.                                                    │
    │                                                                          │
    │                                                                          │
    ╰──────────────────────────────────────────────────────────────────────────╯




      Tab next   Ctrl+G people to talk to   Esc pause                  F1 keys
    ");
    assert_snapshot!(small, @"
    From catastrophe to good enough  9 of 21
    ▎ If I use a bottle, we will never bond.
    What you're afraid of: By Sunday she
    won't take the breast.
    What other endings could this film have?
    What facts make it more likely?
    Facts are things a camera could
    catch. Feelings are real, but they
    aren't facts about the future.
    ▎ She cried last night.
    ▎
    Tab next   Ctrl+G people   F1 keys
    ");
}

#[test]
fn the_beginnings_of_a_reframe() {
    let [usual, small] = at_both_sizes(go_to_reframe);
    assert_snapshot!(usual, @"
      From catastrophe to good enough                                 16 of 21

    ▎ If I use a bottle, we will never bond.

      Most likely: A mixed week.
      What would help: My sister.

      What other endings could this film have?

      Now write the good-enough thought. It
      should be kind and it should be true.
      It doesn't have to be cheerful. If a
      line feels too far, try a gentler one.
    › 1 That was probably good enough, because …
      2 It's possible that …, and it's more likely that …
      3 Even if …, I would …
      4 Here is my scary-thought pattern again. What I know for sure is …
      5 I wonder what good enough could look like here. Maybe …
      6 I don't know yet, and for now I can …
      7 Write my own line

      Enter pick   ? people to talk to   Tab continue   F1 keys          saved
    ");
    assert_snapshot!(small, @"
    From catastrophe to good enou…  16 of 21
    ▎ If I use a bottle, we will never bond.
    What other endings could this film have?
    Now write the good-enough thought. It
    should be kind and it should be true.
    It doesn't have to be cheerful. If a
    line feels too far, try a gentler one.
    › 1 That was probably good enough, beca…
      2 It's possible that …, and it's more…
      3 Even if …, I would …          4 more
    That was probably good enough, because …
    Enter pick   ? people   F1 keys
    ");
}

#[test]
fn the_follow_up_and_the_summary() {
    let [usual, small] = at_both_sizes(|coach| {
        go_to_reframe(coach);
        coach
            .press("1")
            .type_in("we are learning")
            .press("<Tab>35<Enter>40<Enter>75<Enter>");
    });
    assert_snapshot!(usual, @"
      From catastrophe to good enough                                 20 of 21

    ▎ If I use a bottle, we will never bond.

      What you're afraid of: By Sunday she won't take the breast.

      Would you like to be asked later how this turned out?

    › 1   Tomorrow: Wednesday, 25 November
      2   In 3 days: Friday, 27 November
      3   In a week: Tuesday, 1 December
      4   No thanks
      5   Something else

      Another day: “Sunday”, “in 5 days” or “December 12”.






      Enter pick   ? people to talk to   Tab continue   F1 keys          saved
    ");
    assert_snapshot!(small, @"
    From catastrophe to good enou…  20 of 21
    ▎ If I use a bottle, we will never bond.
    What you're afraid of: By Sunday she
    won't take the breast.
    Would you like to be asked
    later how this turned out?
    › 1   Tomorrow: Wednesday, 25 November
      2   In 3 days: Friday, 27 November
      3   In a week: Tuesday, 1 December
      4   No thanks
      5   Something else
    Enter pick   ? people   F1 keys
    ");
    let [usual, small] = at_both_sizes(|coach| {
        go_to_reframe(coach);
        coach
            .press("1")
            .type_in("we are learning")
            .press("<Tab>35<Enter>40<Enter>75<Enter>4");
    });
    assert_snapshot!(usual, @"
      From catastrophe to good enough                                 21 of 21

    ╭──────────────────────────────────────────────────────────────────────────╮
    │ The thought            If I use a bottle, we will never bond.            │
    │ What you're afraid of  By Sunday she won't take the breast.              │
    │ Pattern                Worst-case movie                                  │
    │ Most likely            A mixed week.                                     │
    │ What would help        My sister.                                        │
    │                                                                          │
    │ ──────────────────────────────────────────────────────────────────────── │
    │                                                                          │
    │ That was probably good enough, because we are learning                   │
    │                                                                          │
    │ How likely       80% ━━━━━━━━━━━━━━━━────  →   35% ━━━━━━━─────────────  │
    │ How heavy         70 ━━━━━━━━━━━━━━──────  →    40 ━━━━━━━━────────────  │
    ╰──────────────────────────────────────────────────────────────────────────╯
      You stayed with a hard thought and looked at it. That's the whole skill.
    › 1 Back to my day
      2 Three slow breaths
      3 Five senses

      Enter choose   ? people to talk to   * make a card   F1 keys       saved
    ");
    assert_snapshot!(small, @"
    From catastrophe to good enou…  21 of 21
    That was probably good enough, because
    we are learning
    ────────────────────────────────────────
    The thought
    … more below: space bar
    You stayed with a hard thought and
    looked at it. That's the whole skill.
    › 1 Back to my day
      2 Three slow breaths
      3 Five senses
    Enter choose   ? people   F1 keys
    ");
}

#[test]
fn the_break_popup() {
    let [usual, small] = at_both_sizes(|coach| {
        go_to_thought(coach);
        coach.press("<Esc>");
    });
    assert_snapshot!(usual, @"
      From catastrophe to good enough                                  3 of 21

      Paused. Nothing is lost. What now?

    › 1 Keep going
      2 Go back a step
      3 Breathe
      4 People to talk to
      5 Save and leave
      6 Discard this one
      7 About this exercise










      Enter choose   Esc back   ? people to talk to   F1 keys            saved
    ");
    assert_snapshot!(small, @"
    From catastrophe to good enough  3 of 21
    Paused. Nothing is lost. What now?

    › 1 Keep going
      2 Go back a step
      3 Breathe
      4 People to talk to
      5 Save and leave
      6 Discard this one
      7 About this exercise

    Enter choose   Esc back   ? people   F1
    ");
}

#[test]
fn a_timer_step() {
    let [usual, small] = at_both_sizes(|coach| {
        coach
            .choose("Notice my pattern")
            .type_in("I'm ruining her")
            .press("<Tab><Enter><Tab><Enter><Enter>");
        coach.wait(3.0);
    });
    assert_snapshot!(usual, @"
      Notice my pattern                                                6 of 11

    ▎ I'm ruining her

      Read slowly: “My mind is telling me: I'm ruining her”

      12 seconds left














      Enter next   ? people to talk to   Esc pause   F1 keys             saved
    ");
    assert_snapshot!(small, @"
    Notice my pattern                6 of 11
    ▎ I'm ruining her

    Read slowly: “My mind is
    telling me: I'm ruining her”

    12 seconds left




    Enter next   ? people   Esc pause   F1
    ");
}

#[test]
fn the_breath() {
    let [usual, small] = at_both_sizes(|coach| {
        coach.press("<F2>");
        coach.wait(3.5);
    });
    assert_snapshot!(usual, @"
    Slow six · calm, six a minute                           about 3 min left
                                  ▗▄▄▄████▄▄▄▖
                               ▗▄██████████████▄▖
                              ▟██████████████████▙
                            ▗██████████████████████▖
                            ████████████████████████
                           ▐████████████████████████▌
                           ▐████████████████████████▌
                           ▐████████████████████████▌
                            ████████████████████████
                            ▝██████████████████████▘
                              ▜██████████████████▛
                               ▝▀██████████████▀▘
                                  ▝▀▀▀████▀▀▀▘

                              In through your nose   4
                               ──────────────────

    Stop any time. If you feel dizzy, tingly, breathless or more anxious, go
    back to your normal breathing. Don't do this in water or while driving.

    Space pause   Esc end   ? people to talk to   b bell             F1 keys
    ");
    assert_snapshot!(small, @"
    Slow six                about 3 min left
                   ▗▄▄████▄▄▖
                 ▗▟██████████▙▖
                ▗██████████████▖
                ▟██████████████▙
                ▜██████████████▛
                ▝██████████████▘
                 ▝▜██████████▛▘
                   ▝▀▀████▀▀▘
              In through your nose   4
               ──────────────────
    Space pause   Esc end   ? people   F1
    ");
}

#[test]
fn cautions_before_a_break_with_a_hold() {
    let opening = || StartScreen::Break("box".to_owned(), None);
    let [usual, small] = [(80, 24), (40, 12)]
        .map(|(width, height)| Coach::opening(opening()).sized(width, height).screen());
    assert_snapshot!(usual, @"
    Box breathing                                                about 2 min

    This one has breath holds. Choose one without holds if you're pregnant
    or have panic attacks. Do the same with asthma or other lung, heart or
    blood-pressure problems, epilepsy or glaucoma. Ask your doctor or
    midwife if you'd like to hold anyway. Never strain to reach the count.

    Stop any time. If you feel dizzy, tingly, breathless or more anxious, go
    back to your normal breathing. Don't do this in water or while driving.












    Enter start   h no holds   Esc back   s softer   ? people        F1 keys
    ");
    assert_snapshot!(small, @"
    Box breathing                about 2 min
    This one has breath holds. Choose one
    without holds if you're pregnant or have
    panic attacks. Do the same with asthma
    or other lung, heart or blood-pressure
    problems, epilepsy or glaucoma. Ask your
    doctor or midwife if you'd like to hold
    anyway. Never strain to reach the count.

    Stop any time. If you feel dizzy,
    tingly, breathless or more anxious, go …
    Enter start   h no holds   ? people   F1
    ");
}

#[test]
fn the_history() {
    let usual = open_history(40).screen();
    let small = open_history(40).sized(40, 12).screen();
    assert_snapshot!(usual, @"
      History                                                          1 of 40

      February 2026
    › Mon 9        It will go wrong 39                                          ┃
      two-minute   It was good enough 39                                        ┃
      Sun 8        It will go wrong 38                                          ┃
      two-minute   It was good enough 38                                        ┃
      Sat 7        It will go wrong 37
      two-minute   It was good enough 37
      Fri 6        It will go wrong 36
      two-minute   It was good enough 36
      Thu 5        It will go wrong 35
      two-minute   It was good enough 35
      Wed 4        It will go wrong 34
      two-minute   It was good enough 34
      Tue 3        It will go wrong 33
      two-minute   It was good enough 33
      Mon 2        It will go wrong 32
      two-minute   It was good enough 32
      Sun 1        It will go wrong 31

      Enter read   Esc back   ? people to talk to   / search           F1 keys
    ");
    assert_snapshot!(small, @"
    History                          1 of 40
      February 2026
    › Mon 9  It will go wrong 39
             It was good enough 39
      Sun 8  It will go wrong 38
             It was good enough 38
      Sat 7  It will go wrong 37
             It was good enough 37
      Fri 6  It will go wrong 36
             It was good enough 36
      Thu 5  It will go wrong 35
    Enter read   Esc back   ? people   F1
    ");
}

#[test]
fn contacts() {
    let [usual, small] = at_both_sizes(|coach| {
        coach.press("?");
    });
    assert_snapshot!(usual, @"
    People to talk to

    If you're thinking about ending your life or hurting yourself, you
    deserve to talk to a person now. You don't need to be sure it's serious
    enough.

    If someone is in danger now
    Australia                     000
    Canada                        911
    Germany                       112
    Ireland                       112 or 999
    New Zealand                   111
    United Kingdom                999 or 112
    United States                 911
    elsewhere in the EU           112

    Anywhere else: your local emergency number.

    Pregnancy and new parents
    … more below, with choices 1 to 7

    Space more   Esc back   ? people to talk to                      F1 keys
    ");
    assert_snapshot!(small, @"
    People to talk to
    If you're thinking about ending your
    life or hurting yourself, you deserve to
    talk to a person now. You don't need to
    be sure it's serious enough.

    If someone is in danger now
    Australia                     000
    Canada                        911
    Germany                       112
    … more below, with choices 1 to 7
    Space more   Esc back   ? people   F1
    ");
}

#[test]
fn the_page_of_keys_starts_with_those_of_the_current_screen() {
    let [usual, small] = at_both_sizes(|coach| {
        go_to_thought(coach);
        coach.press("<F1>");
    });
    assert_snapshot!(usual, @r#"
    Keys

    A line of text
    Enter, Tab, Ctrl+D, Ctrl+S    next
    Esc                           pause
    Shift+Tab                     back a step
    Ctrl+O                        open your editor
    Ctrl+G, F3                    people to talk to
    F1                            keys
    F2                            breathe now
    Ctrl+L                        redraw the screen
    Ctrl+C                        quit, with everything saved
    F4, Ctrl+\                    hide the screen until a key
    F12                           lock the journal
    Left, Ctrl+B                  left
    Right, Ctrl+F                 right
    Up, Ctrl+P                    up a row
    Down, Ctrl+N                  down a row
    Ctrl+Left, Alt+Left, Alt+B    a word left
    … more below

    Space more   Esc back   ? people to talk to                      F1 keys
    "#);
    assert_snapshot!(small, @"
    Keys
    A line of text
    Enter, Tab, Ctrl+D, Ctrl+S
      next
    Esc
      pause
    Shift+Tab
      back a step
    Ctrl+O
      open your editor
    … more below
    Space more   Esc back   ? people   F1
    ");
}

/// Opens the break `slow-six`, with or without motion.
fn open_break(theme: Theme) -> Coach {
    let opening = StartScreen::Break("slow-six".to_owned(), None);
    Coach::with_journal(
        Journal::in_memory().expect("a journal in memory opens"),
        first_exercises(),
        opening,
        theme,
    )
}

#[test]
fn with_reduced_motion_the_breath_is_text_that_changes_once_a_second() {
    let mut coach = open_break(Theme {
        reduced_motion: true,
        ..Theme::new(ColorSupport::None)
    });
    coach.expect("In through your nose 1");
    let woken = coach.wait(3.9);
    coach.expect("In through your nose 4");
    assert!(woken <= 4, "{woken}");
    assert!(!coach.screen().contains('█'));
}

#[test]
fn a_moving_breath_asks_for_thirty_frames_a_second_at_most() {
    let mut coach = open_break(Theme::new(ColorSupport::None));
    let woken = coach.wait(2.0);
    assert!((50..=62).contains(&woken), "{woken}");
}

#[test]
fn a_breath_pauses_goes_on_from_an_in_breath_and_ends_at_once() {
    let mut coach = open_break(Theme::new(ColorSupport::None));
    coach.wait(5.0);
    coach
        .expect("Out, soft and slow")
        .press("<Space>")
        .expect("Paused.");
    assert!(coach.is_idle());
    coach.wait(60.0);
    coach.press("<Space>").expect("In through your nose 1");
    coach.press("<Esc>");
    assert!(coach.has_quit());
}

#[test]
fn an_ascii_terminal_gets_ascii_only() {
    let theme = Theme {
        ascii_only: true,
        ..Theme::new(ColorSupport::None)
    };
    let openings = [
        StartScreen::Home,
        StartScreen::Exercise("catastrophe-to-good-enough".to_owned()),
        StartScreen::Break("slow-six".to_owned(), None),
        StartScreen::History,
    ];
    for opening in openings {
        let journal = Journal::in_memory().unwrap();
        let mut coach = Coach::with_journal(journal, first_exercises(), opening, theme);
        coach.wait(2.0);
        for keys in ["", "<F1>", "<Esc>", "<Enter>", "<Tab>"] {
            coach.press(keys);
            let odd: String = coach
                .screen()
                .chars()
                .filter(|letter| !letter.is_ascii())
                .collect();
            assert_eq!(odd, "", "{keys}");
        }
    }
}

#[test]
fn below_20x4_the_program_asks_for_room_and_keeps_its_state() {
    let mut coach = Coach::new();
    coach
        .choose("Two-minute check")
        .type_in("They will fire me");
    coach.resize(19, 3);
    coach.expect("Please make this");
    coach.resize(80, 24);
    coach.expect("They will fire me");
}

#[test]
fn idle_screens_never_ask_to_be_woken() {
    for script in [
        "",
        "1",
        "1<Enter>",
        "3",
        "h",
        "?",
        "<F1>",
        "1<Enter><Tab><Tab>",
        "<F2><Space>",
    ] {
        let mut coach = Coach::new();
        coach.press(script);
        assert!(coach.is_idle(), "{script}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..crate::properties::config() })]

    #[test]
    fn any_keys_at_any_size_break_no_screen(
        keys in prop::collection::vec(
            prop_oneof![
                3 => Just("<Enter>"), 2 => Just("<Tab>"), 1 => Just("<S-Tab>"), 1 => Just("<Esc>"), 1 => Just("<Down>"),
                1 => Just("<Up>"), 1 => Just("1"), 1 => Just("7"), 1 => Just("<Space>"), 1 => Just("h"), 1 => Just("d"),
                1 => Just("u"), 1 => Just("<F1>"), 1 => Just("<F2>"), 1 => Just("<C-g>"), 1 => Just("<PgDn>"), 1 => Just("睡"),
                1 => Just("<Backspace>"), 1 => Just("<C-w>"), 1 => Just("<C-z>"), 1 => Just("<Left>"), 1 => Just("+"),
            ],
            0..60,
        ),
        sizes in prop::collection::vec((0u16..130, 0u16..50), 1..6),
    ) {
        let mut coach = Coach::new();
        for (index, key) in keys.iter().enumerate() {
            let (width, height) = sizes[index % sizes.len()];
            coach.resize(width, height);
            coach.press(key);
            coach.wait(Duration::from_millis(40).as_secs_f64());
            if coach.has_quit() {
                break;
            }
        }
    }
}

#[test]
fn the_cursor_on_home_stays_visible_and_every_digit_opens_its_row() {
    for (width, height) in [(80, 24), (40, 12), (30, 8)] {
        let mut coach = Coach::new().sized(width, height);
        let marked = |coach: &Coach| {
            let screen = coach.screen();
            let row = screen.lines().find(|row| row.contains('›'));
            row.map(str::to_owned)
        };
        let mut shown = vec![marked(&coach)];
        while !coach.shows("› Quit") && !coach.shows("›   Quit") {
            coach.press("<Down>");
            assert_ne!(
                marked(&coach),
                shown.last().cloned().flatten(),
                "{}",
                coach.screen()
            );
            shown.push(marked(&coach));
        }
        assert!(shown.iter().all(Option::is_some));
        assert_eq!(shown.len(), 37, "{shown:?}");
    }
    for digit in 1..=9 {
        let mut coach = Coach::new();
        let screen = Coach::new().sized(80, 40).screen();
        let after_digit = |line: &str| {
            let line = line.trim_start_matches(['›', ' ']);
            let title = line.strip_prefix(&format!("{digit}  "))?.split("  ").next();
            title.map(str::to_owned)
        };
        let title = screen.lines().find_map(after_digit).expect("it has a line");
        coach
            .press(&digit.to_string())
            .expect_no("A thought is scaring me")
            .expect(&title);
    }
}

#[test]
fn returning_from_an_exercise_keeps_the_cursor_on_its_row() {
    let mut coach = Coach::new();
    coach.press("3").expect("What is your mind saying?");
    coach.press("<Esc>5").expect("› 3 Notice my pattern");
}

/// The good-enough line appears in a fifth of a second, and then nothing moves.
#[test]
fn the_good_enough_line_appears_and_then_stays() {
    let mut coach = Coach::colourful(|_| {}, StartScreen::Exercise("two-minute-check".to_owned()));
    let dusk = Rgb(0x1b, 0x1b, 0x25);
    coach.on_background(dusk).type_in("They will never call.");
    coach.press("<Enter>80<Enter>12<Enter>1");
    coach.type_in("she is busy").press("<Enter>");
    coach.type_in("she calls later").press("<Enter>30<Enter>");
    let color = |coach: &Coach| {
        let buffer = coach.buffer();
        let line = buffer
            .area
            .positions()
            .find(|at| buffer[*at].symbol() == "I" && buffer[(at.x + 1, at.y)].symbol() == "t");
        buffer[line.expect("the line is there")].fg
    };
    let first = color(&coach);
    assert!((5..=8).contains(&coach.wait(1.0)));
    let last = color(&coach);
    assert_ne!(first, last);
    assert_eq!(last, Color::Rgb(0xf0, 0xc0, 0x8a));
    assert!(coach.is_idle());
}
