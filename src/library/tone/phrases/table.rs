//! The phrases to avoid, by what they do to the reader.
//!
//! Where one is excused, the words around it show that it means something else.

use super::{Harm, Only, Phrase, Reach};

/// All of them.
pub(in super::super) const PHRASES: &[Phrase] = &[
    // Orders, and what can't be done on command.
    Phrase::new("you really|probably|also|always|still? should|must", &ORDERS).unless_after(CLAUSE),
    Phrase::new("you|you'll|you'd will|really|also|still|just? need to", &ORDERS).unless_after(CLAUSE),
    Phrase::new("relax", &COMMANDS).only(Only::Alone),
    Phrase::new("calm down", &COMMANDS).unless_after(DOERS).unless_denied(),
    Phrase::new("don't|never worry", &COMMANDS).unless_after(DOERS),
    Phrase::new("do not worry", &COMMANDS).unless_after(DOERS),
    Phrase::new("deep breath|breaths|breathing", &DIZZY).unless_denied(),
    Phrase::new("breathe|breathing in|out? deep|deeply", &DIZZY).unless_denied(),
    // What makes it sound easy or small.
    Phrase::new("only need|have|has to", &EASY),
    Phrase::new("simply", &EASY),
    Phrase::new("just", &EASY)
        .unless_after("have has had you've i've we've they've a only")
        .unless_before(
            "now before after as like about enough right under over in happened written named noticed finished",
        ),
    Phrase::new("all in your head", &SMALL).unless_denied(),
    Phrase::new("happens for a reason", &SMALL),
    Phrase::new("have|has|had it worse", &SMALL),
    Phrase::new("bright side", &SMALL),
    Phrase::new("at least", &SMALL).only(Only::Alone),
    Phrase::new("at least i|you|he|she|it|we|they|there|nobody|my|your", &SMALL),
    Phrase::new("at least i'm|you're|you've|he's|she's|it's|we're|they're|there's", &SMALL),
    // Cheer that isn't there.
    Phrase::new("think|be|stay positive|positively", &CHEER).unless_denied(),
    Phrase::new("positive thinking|thought|thoughts|attitude|vibes", &CHEER).unless_denied(),
    Phrase::new("everything|it|things|this|that will be fine|okay|ok|alright", &NOBODY_KNOWS)
        .only(Only::Told)
        .unless_denied(),
    Phrase::new("it'll|that'll|everything'll|you'll be fine|okay|ok|alright", &NOBODY_KNOWS)
        .only(Only::Told)
        .unless_denied(),
    Phrase::new("everything is going to be", &NOBODY_KNOWS).only(Only::Told).unless_denied(),
    Phrase::new("everything's going to be", &NOBODY_KNOWS).only(Only::Told).unless_denied(),
    // Verdicts and blame.
    Phrase::new("irrational|distorted|distortion|distortions", &VERDICT),
    Phrase::new("faulty|negative thought|thoughts|thinking|belief|beliefs|emotion|emotions", &VERDICT),
    Phrase::new("you are catastrophising|catastrophizing|overreacting|overthinking", &VERDICT)
        .unless_after(CLAUSE),
    Phrase::new("you're catastrophising|catastrophizing|overreacting|overthinking", &VERDICT)
        .unless_after(CLAUSE),
    Phrase::new("why did|didn't you", &WHY),
    Phrase::new("you failed|missed|skipped", &BLAME).only(Only::Told).unless_after(
        "have had what which that when if who anything something someone people things times ones where",
    ),
    Phrase::new("streak|streaks", &BLAME),
    // Marks, as in a school.
    Phrase::new("well done", &MARKS).unless_after("job"),
    Phrase::new("good|great|nice|fantastic job", &MARKS)
        .unless_after("a the my your his her their another this that"),
    Phrase::new("perfect|amazing|brilliant|excellent|fantastic|awesome|wonderful|great", &MARKS)
        .only(Only::Alone),
    Phrase::new("you are amazing|brilliant|awesome|fantastic", &MARKS),
    Phrase::new("you're amazing|brilliant|awesome|fantastic", &MARKS),
    Phrase::new("supermum|supermom|superdad|supermama|superwoman", &MARKS),
    // Who is spoken to, and how.
    Phrase::new("mum|mums|mummy|mom|moms|mommy|mama|dad|dads|daddy", &LEAVES_OUT)
        .unless_after("your my his her their our own")
        .in_words_of(Reach::Coach),
    Phrase::new("symptom|symptoms|patients", &CLINIC),
    Phrase::new("a|the|each|every patient is|was|who|with|has|can|may|and|or|in", &CLINIC),
    Phrase::new("right", &TAG).only(Only::Tag),
    Phrase::new("beat|beating|fight|fighting|crush|crushing|defeat|conquer .. anxiety|fear|fears", &WAR)
        .unless_denied(),
    Phrase::new("beat|beating|fight|fighting|crush|crushing|defeat|conquer .. worry|worries", &WAR)
        .unless_denied(),
    Phrase::new("beat|beating|fight|fighting|crush|crushing|defeat|conquer .. stress|panic", &WAR)
        .unless_denied(),
    Phrase::new("beat|beating|fight|fighting|crush|crushing|defeat|conquer .. thought|thoughts", &WAR)
        .unless_denied(),
    // Of people who think of ending their life.
    Phrase::new("committed|commit|commits|committing suicide", &CRIME).in_words_of(Reach::All),
    Phrase::new("failed|successful|unsuccessful suicide", &CRIME).in_words_of(Reach::All),
    Phrase::new("cry for help", &PAIN).in_words_of(Reach::All),
    Phrase::new("attention seeking|seeker", &PAIN).in_words_of(Reach::All),
    // Promises of effect.
    Phrase::new("anxiety|distress|worry|stress|fear|panic has|is? fell|dropped|down|improved by", &NUMBER),
    Phrase::new("cure|cures|cured", &PROMISES).unless_denied(),
    Phrase::new("clinically|scientifically|medically proven|tested|validated", &PROMISES).unless_denied(),
    Phrase::new("proven to", &PROMISES).unless_denied(),
    Phrase::new("guarantee|guarantees|guaranteed", &PROMISES).unless_denied(),
    Phrase::new("always works|helps", &PROMISES).unless_denied(),
    Phrase::new("this|it|exercise|break|breathing|walk will always? calm|soothe|relax|heal|help", &PROMISES)
        .only(Only::Told)
        .unless_after(ASIDE),
    Phrase::new("it'll|this'll|that'll always? calm|soothe|relax|heal|help", &PROMISES).only(Only::Told),
    Phrase::new("this|it|that|exercise|break will fix|reduce|lower|ease|remove|stop|make you|your", &PROMISES)
        .only(Only::Told)
        .unless_after(ASIDE),
    Phrase::new("this|it|exercise|break|breathing calms|soothes|relaxes|heals|fixes you|your", &PROMISES)
        .only(Only::Told)
        .unless_after(ASIDE),
    Phrase::new("you will soon|then|quickly|always? feel|be|become better|calmer|relaxed|happier", &PROMISES)
        .only(Only::Told)
        .unless_after(CLAUSE)
        .unless_denied(),
    Phrase::new("you'll soon|then|quickly|always? feel|be|become better|calmer|relaxed|happier", &PROMISES)
        .only(Only::Told)
        .unless_after(CLAUSE)
        .unless_denied(),
    Phrase::new("reduces|lowers|relieves|eases|melts your|the|all? anxiety|stress|fear|worry", &PROMISES)
        .only(Only::Told)
        .unless_denied(),
    Phrase::new("reduces|lowers|relieves|eases|melts your|the|all? panic|distress|tension", &PROMISES)
        .only(Only::Told)
        .unless_denied(),
];

/// Words that make what follows a part of another thought, so that it orders or promises nothing.
const CLAUSE: &str = "if when whenever while that what whatever where whether than as do does did don't \
     until before unless which how things everything anything all who why so because \
     think thinks believe say says";
const ASIDE: &str = "if whether what who";
/// Before these words they are no command.
const DOERS: &str = "you i he she they we him her them it to children babies people who";

const ORDERS: Harm = Harm {
    why: "gives orders",
    instead: "ask or offer: “Would you like to …?”, “You could …”",
};
const COMMANDS: Harm = Harm {
    why: "can't be done on command",
    instead: "offer something to do: “You could let your shoulders drop.”",
};
const DIZZY: Harm = Harm {
    why: "can make people dizzy",
    instead: "write “a slow breath”, or “softly”",
};
const EASY: Harm = Harm {
    why: "makes it sound easy",
    instead: "leave it out; what is easy for one is hard for another",
};
const SMALL: Harm = Harm {
    why: "makes light of it",
    instead: "stay beside it: “That's a lot to carry.”",
};
const CHEER: Harm = Harm {
    why: "asks for cheer that isn't there",
    instead: "aim for fair: “a line that is kind and true”",
};
const NOBODY_KNOWS: Harm = Harm {
    why: "promises what nobody knows",
    instead: "stay beside it: “It makes sense that this is hard.”",
};
const VERDICT: Harm = Harm {
    why: "passes a verdict",
    instead: "ask in everyday words: “Does the thought fit a pattern?”",
};
const WHY: Harm = Harm {
    why: "sounds like blame",
    instead: "ask “What led up to it?”, or “What was going on?”",
};
const BLAME: Harm = Harm {
    why: "counts what wasn't done",
    instead: "say what is there, or nothing: “Good to see you.”",
};
const MARKS: Harm = Harm {
    why: "gives the person marks",
    instead: "name what the person did: “You stopped and looked.”",
};
const LEAVES_OUT: Harm = Harm {
    why: "leaves out readers who are neither",
    instead: "say “you”, “child”, “baby” or “someone you care for”",
};
const CLINIC: Harm = Harm {
    why: "speaks as a clinic would",
    instead: "say “people”, and what it feels like",
};
const TAG: Harm = Harm {
    why: "leaves no room to say no",
    instead: "end the sentence before it, or ask an open question",
};
const WAR: Harm = Harm {
    why: "makes a war of it",
    instead: "let it be there: “notice it”, “give it room”, “leave it alone”",
};
const CRIME: Harm = Harm {
    why: "speaks of a crime or a success",
    instead: "write “died by suicide”, or “tried to end their life”",
};
const PAIN: Harm = Harm {
    why: "makes light of pain",
    instead: "say what the person needs",
};
const NUMBER: Harm = Harm {
    why: "treats a number as a cure",
    instead: "tell both numbers: “It was 70, and now it's 40.”",
};
const PROMISES: Harm = Harm {
    why: "promises an effect",
    instead: "say what may happen: “Some people feel calmer after this.”",
};
