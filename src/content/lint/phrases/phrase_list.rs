//! The avoided phrases, grouped by what they do to the reader.
//!
//! An exception is made where the words around a phrase show that it means something else.

use super::{AvoidedPhrase, Harm, PhraseContext, SpeakerScope};

/// Every avoided phrase.
pub(in crate::content) const AVOIDED_PHRASES: &[AvoidedPhrase] = &[
    // Orders, and things that nobody can do on command.
    AvoidedPhrase::new("you really|probably|also|always|still? should|must", &ORDERS).unless_after(CLAUSE_WORDS),
    AvoidedPhrase::new("you|you'll|you'd will|really|also|still|just? need to", &ORDERS).unless_after(CLAUSE_WORDS),
    AvoidedPhrase::new("relax", &COMMANDS).only_in(PhraseContext::WholeSentence),
    AvoidedPhrase::new("calm down", &COMMANDS).unless_after(SUBJECTS).unless_negated(),
    AvoidedPhrase::new("don't|never worry", &COMMANDS).unless_after(SUBJECTS),
    AvoidedPhrase::new("do not worry", &COMMANDS).unless_after(SUBJECTS),
    AvoidedPhrase::new("deep breath|breaths|breathing", &DIZZY).unless_negated(),
    AvoidedPhrase::new("breathe|breathing in|out? deep|deeply", &DIZZY).unless_negated(),
    // Words that make it sound easy or small.
    AvoidedPhrase::new("only need|have|has to", &EASY),
    AvoidedPhrase::new("simply", &EASY),
    AvoidedPhrase::new("just", &EASY)
        .unless_after("have has had you've i've we've they've a only")
        .unless_before(
            "now before after as like about enough right under over in happened written named noticed finished my+pattern",
        ),
    AvoidedPhrase::new("all in your head", &MINIMISING).unless_negated(),
    AvoidedPhrase::new("happens for a reason", &MINIMISING),
    AvoidedPhrase::new("have|has|had it worse", &MINIMISING),
    AvoidedPhrase::new("bright side", &MINIMISING),
    AvoidedPhrase::new("at least", &MINIMISING).only_in(PhraseContext::WholeSentence),
    AvoidedPhrase::new("at least i|you|he|she|it|we|they|there|nobody|my|your", &MINIMISING),
    AvoidedPhrase::new("at least i'm|you're|you've|he's|she's|it's|we're|they're|there's", &MINIMISING),
    // Forced cheer.
    AvoidedPhrase::new("think|be|stay positive|positively", &CHEER).unless_negated(),
    AvoidedPhrase::new("positive thinking|thought|thoughts|attitude|vibes", &CHEER).unless_negated(),
    AvoidedPhrase::new("everything|it|things|this|that will be fine|okay|ok|alright", &NOBODY_KNOWS)
        .only_in(PhraseContext::Statement)
        .unless_negated(),
    AvoidedPhrase::new("it'll|that'll|everything'll|you'll be fine|okay|ok|alright", &NOBODY_KNOWS)
        .only_in(PhraseContext::Statement)
        .unless_negated(),
    AvoidedPhrase::new("everything is going to be", &NOBODY_KNOWS).only_in(PhraseContext::Statement).unless_negated(),
    AvoidedPhrase::new("everything's going to be", &NOBODY_KNOWS).only_in(PhraseContext::Statement).unless_negated(),
    // Verdicts and blame.
    AvoidedPhrase::new("irrational|distorted|distortion|distortions", &VERDICT),
    AvoidedPhrase::new("faulty|negative thought|thoughts|thinking|belief|beliefs|emotion|emotions", &VERDICT),
    AvoidedPhrase::new("you are catastrophising|catastrophizing|overreacting|overthinking", &VERDICT)
        .unless_after(CLAUSE_WORDS),
    AvoidedPhrase::new("you're catastrophising|catastrophizing|overreacting|overthinking", &VERDICT)
        .unless_after(CLAUSE_WORDS),
    AvoidedPhrase::new("why did|didn't you", &WHY),
    AvoidedPhrase::new("you failed|missed|skipped", &BLAME).only_in(PhraseContext::Statement).unless_after(
        "have had what which that when if who anything something someone people things times ones where",
    ),
    AvoidedPhrase::new("streak|streaks", &BLAME),
    // Grades, as at school.
    AvoidedPhrase::new("well done", &PRAISE).unless_after("job"),
    AvoidedPhrase::new("good|great|nice|fantastic job", &PRAISE)
        .unless_after("a the my your his her their another this that"),
    AvoidedPhrase::new("perfect|amazing|brilliant|excellent|fantastic|awesome|wonderful|great", &PRAISE)
        .only_in(PhraseContext::WholeSentence),
    AvoidedPhrase::new("you are amazing|brilliant|awesome|fantastic", &PRAISE),
    AvoidedPhrase::new("you're amazing|brilliant|awesome|fantastic", &PRAISE),
    AvoidedPhrase::new("supermum|supermom|superdad|supermama|superwoman", &PRAISE),
    // Assumptions about the reader, and forms of address.
    AvoidedPhrase::new("mum|mums|mummy|mom|moms|mommy|mama|dad|dads|daddy", &LEAVES_OUT)
        .unless_after("your my his her their our own")
        .for_speakers(SpeakerScope::Coach),
    AvoidedPhrase::new("symptom|symptoms|patients", &CLINIC),
    AvoidedPhrase::new("a|the|each|every patient is|was|who|with|has|can|may|and|or|in", &CLINIC),
    AvoidedPhrase::new("right", &TAG_QUESTION).only_in(PhraseContext::TagQuestion),
    AvoidedPhrase::new("beat|beating|fight|fighting|crush|crushing|defeat|conquer .. anxiety|fear|fears", &WAR)
        .unless_negated(),
    AvoidedPhrase::new("beat|beating|fight|fighting|crush|crushing|defeat|conquer .. worry|worries", &WAR)
        .unless_negated(),
    AvoidedPhrase::new("beat|beating|fight|fighting|crush|crushing|defeat|conquer .. stress|panic", &WAR)
        .unless_negated(),
    AvoidedPhrase::new("beat|beating|fight|fighting|crush|crushing|defeat|conquer .. thought|thoughts", &WAR)
        .unless_negated(),
    // Language about suicide.
    AvoidedPhrase::new("committed|commit|commits|committing suicide", &CRIME).for_speakers(SpeakerScope::Everyone),
    AvoidedPhrase::new("failed|successful|unsuccessful suicide", &CRIME).for_speakers(SpeakerScope::Everyone),
    AvoidedPhrase::new("cry for help", &PAIN).for_speakers(SpeakerScope::Everyone),
    AvoidedPhrase::new("attention seeking|seeker", &PAIN).for_speakers(SpeakerScope::Everyone),
    // Promises of an effect.
    AvoidedPhrase::new("anxiety|distress|worry|stress|fear|panic has|is? fell|dropped|down|improved by", &NUMBER),
    AvoidedPhrase::new("cure|cures|cured", &PROMISES).unless_negated(),
    AvoidedPhrase::new("clinically|scientifically|medically proven|tested|validated", &PROMISES).unless_negated(),
    AvoidedPhrase::new("proven to", &PROMISES).unless_negated(),
    AvoidedPhrase::new("guarantee|guarantees|guaranteed", &PROMISES).unless_negated(),
    AvoidedPhrase::new("always works|helps", &PROMISES).unless_negated(),
    AvoidedPhrase::new("this|it|exercise|break|breathing|walk will always? calm|soothe|relax|heal|help", &PROMISES)
        .only_in(PhraseContext::Statement)
        .unless_after(CONDITIONALS),
    AvoidedPhrase::new("it'll|this'll|that'll always? calm|soothe|relax|heal|help", &PROMISES).only_in(PhraseContext::Statement),
    AvoidedPhrase::new("this|it|that|exercise|break will fix|reduce|lower|ease|remove|stop|make you|your", &PROMISES)
        .only_in(PhraseContext::Statement)
        .unless_after(CONDITIONALS),
    AvoidedPhrase::new("this|it|exercise|break|breathing calms|soothes|relaxes|heals|fixes you|your", &PROMISES)
        .only_in(PhraseContext::Statement)
        .unless_after(CONDITIONALS),
    AvoidedPhrase::new("you will soon|then|quickly|always? feel|be|become better|calmer|relaxed|happier", &PROMISES)
        .only_in(PhraseContext::Statement)
        .unless_after(CLAUSE_WORDS)
        .unless_negated(),
    AvoidedPhrase::new("you'll soon|then|quickly|always? feel|be|become better|calmer|relaxed|happier", &PROMISES)
        .only_in(PhraseContext::Statement)
        .unless_after(CLAUSE_WORDS)
        .unless_negated(),
    AvoidedPhrase::new("reduces|lowers|relieves|eases|melts your|the|all? anxiety|stress|fear|worry", &PROMISES)
        .only_in(PhraseContext::Statement)
        .unless_negated(),
    AvoidedPhrase::new("reduces|lowers|relieves|eases|melts your|the|all? panic|distress|tension", &PROMISES)
        .only_in(PhraseContext::Statement)
        .unless_negated(),
];

/// Words that make the phrase after them part of another thought, so that it orders or promises nothing.
const CLAUSE_WORDS: &str = "if when whenever while that what whatever where whether than as do does did don't \
     until before unless which how things everything anything all who why so because \
     think thinks believe say says";
const CONDITIONALS: &str = "if whether what who";
/// Words before which the phrase is no command.
const SUBJECTS: &str = "you i he she they we him her them it to children babies people who";

const ORDERS: Harm = Harm {
    reason: "gives orders",
    suggestion: "ask or offer: “Would you like to …?”, “You could …”",
};
const COMMANDS: Harm = Harm {
    reason: "can't be done on command",
    suggestion: "offer something to do: “You could let your shoulders drop.”",
};
const DIZZY: Harm = Harm {
    reason: "can make people dizzy",
    suggestion: "write “a slow breath”, or “softly”",
};
const EASY: Harm = Harm {
    reason: "makes it sound easy",
    suggestion: "leave it out; what is easy for one is hard for another",
};
const MINIMISING: Harm = Harm {
    reason: "makes light of it",
    suggestion: "stay beside it: “That's a lot to carry.”",
};
const CHEER: Harm = Harm {
    reason: "asks for cheer that isn't there",
    suggestion: "aim for fair: “a line that is kind and true”",
};
const NOBODY_KNOWS: Harm = Harm {
    reason: "promises what nobody knows",
    suggestion: "stay beside it: “It makes sense that this is hard.”",
};
const VERDICT: Harm = Harm {
    reason: "passes a verdict",
    suggestion: "ask in everyday words: “Does the thought fit a pattern?”",
};
const WHY: Harm = Harm {
    reason: "sounds like blame",
    suggestion: "ask “What led up to it?”, or “What was going on?”",
};
const BLAME: Harm = Harm {
    reason: "counts what wasn't done",
    suggestion: "say what is there, or nothing: “Good to see you.”",
};
const PRAISE: Harm = Harm {
    reason: "gives the person marks",
    suggestion: "name what the person did: “You stopped and looked.”",
};
const LEAVES_OUT: Harm = Harm {
    reason: "leaves out readers who are neither",
    suggestion: "say “you”, “child”, “baby” or “someone you care for”",
};
const CLINIC: Harm = Harm {
    reason: "speaks as a clinic would",
    suggestion: "say “people”, and what it feels like",
};
const TAG_QUESTION: Harm = Harm {
    reason: "leaves no room to say no",
    suggestion: "end the sentence before it, or ask an open question",
};
const WAR: Harm = Harm {
    reason: "makes a war of it",
    suggestion: "let it be there: “notice it”, “give it room”, “leave it alone”",
};
const CRIME: Harm = Harm {
    reason: "speaks of a crime or a success",
    suggestion: "write “died by suicide”, or “tried to end their life”",
};
const PAIN: Harm = Harm {
    reason: "makes light of pain",
    suggestion: "say what the person needs",
};
const NUMBER: Harm = Harm {
    reason: "treats a number as a cure",
    suggestion: "tell both numbers: “It was 70, and now it's 40.”",
};
const PROMISES: Harm = Harm {
    reason: "promises an effect",
    suggestion: "say what may happen: “Some people feel calmer after this.”",
};
