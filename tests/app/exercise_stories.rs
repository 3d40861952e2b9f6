//! The exercises as they are shipped, walked by people with something on their mind.

use crate::coach::Coach;

#[test]
fn a_worry_about_health_has_a_page_one_key_from_the_people_to_talk_to() {
    let mut coach = Coach::shipped();
    coach.press("?").press("7");
    coach.expect("A number can't judge an illness.");
    coach.expect("You don't have to be sure it's serious to call.");
}
