-- table entry of entry at 2
CREATE TABLE entry (
    id text primary key not null,
    exercise text not null,
    title text not null,
    -- Instants are RFC 3339 in UTC, all of one length, so that their order as text is their order.
    started text not null,
    finished text,
    -- Where it was written, and the civil day there.
    utc_offset_seconds integer not null,
    day text not null,
    state text not null check (state in ('draft', 'done', 'trashed')),
    -- What a trashed entry is when it comes back.
    was text check (was in ('draft', 'done')),
    trashed_at text,
    -- The entry it leads on from. That one may be in another journal.
    origin text,
    -- Where a draft stands, the words being typed there, and the caret in them in bytes.
    at_step text,
    typing text,
    caret integer,
    -- Counts up with every save of any draft, so that the one touched last is known without a clock.
    touched integer,
    -- The answers by the part they play. Missing is null.
    situation text,
    thought text,
    fear text,
    feelings text,
    patterns text,
    reframe text,
    likelihood_before integer check (likelihood_before between 0 and 100),
    likelihood_after integer check (likelihood_after between 0 and 100),
    distress_before integer check (distress_before between 0 and 100),
    distress_after integer check (distress_after between 0 and 100),
    belief_before integer check (belief_before between 0 and 100),
    belief_after integer check (belief_after between 0 and 100),
    coping_before integer check (coping_before between 0 and 100),
    coping_after integer check (coping_after between 0 and 100),
    reframe_belief integer check (reframe_belief between 0 and 100), revision integer not null default 0, pattern_name text, hardness_before integer check (hardness_before between 0 and 100), hardness_after integer check (hardness_after between 0 and 100), outcome text
    check (outcome in ('no', 'partly', 'yes', 'unknown', 'open', 'dropped')), acted text
    check (acted in ('no', 'partly', 'yes', 'unknown', 'open', 'dropped')), helped text, still_matters text, waits_until text, is_waiting integer not null default 0 check (is_waiting in (0, 1)), taken_up_in text, edited text, moved text, checked text, waited text,
    check ((state = 'trashed') = (was is not null)),
    check (state = 'trashed' or trashed_at is null),
    check ((at_step is null) = (typing is null) and (at_step is null) = (caret is null))
) strict
-- index sqlite_autoindex_entry_1 of entry at 3

-- index entry_newest of entry at 4
CREATE INDEX entry_newest on entry (state, started desc, id desc)
-- index entry_touched of entry at 5
CREATE INDEX entry_touched on entry (touched) where state = 'draft'
-- table answer of answer at 6
CREATE TABLE answer (
    entry text not null references entry (id) on delete cascade,
    position integer not null,
    step text not null,
    part text,
    kind text not null check (kind in ('text', 'items', 'rating', 'chosen', 'seconds', 'ask_on')),
    -- As it was asked.
    prompt text not null,
    -- Text as it was written, items and chosen as a JSON list, ask_on as a day or null.
    words text,
    -- A rating, or seconds.
    number integer, means text
    check (means in ('no', 'partly', 'yes', 'unknown', 'open', 'dropped')),
    primary key (entry, position),
    check (kind <> 'rating' or number between 0 and 100),
    check ((kind in ('rating', 'seconds')) = (number is not null))
) strict
-- index sqlite_autoindex_answer_1 of answer at 7

-- table check_in of check_in at 8
CREATE TABLE check_in (
    entry text primary key not null references entry (id) on delete cascade,
    due text not null,
    outcome text not null default 'open'
        check (outcome in ('open', 'no', 'partly', 'yes', 'unknown', 'dropped')),
    acted integer check (acted in (0, 1)),
    hardness integer check (hardness between 0 and 100),
    managed integer check (managed between 0 and 100),
    note text,
    resolved text
, walk text) strict
-- index sqlite_autoindex_check_in_1 of check_in at 9

-- index check_in_open of check_in at 10
CREATE INDEX check_in_open on check_in (due) where outcome = 'open'
-- index entry_waiting of entry at 12
CREATE INDEX entry_waiting on entry (waits_until, started, id) where is_waiting
-- index entry_waited of entry at 14
CREATE INDEX entry_waited on entry (started desc) where waits_until is not null
-- index entry_pattern_name of entry at 15
CREATE INDEX entry_pattern_name on entry (pattern_name, started) where pattern_name is not null
-- index entry_origin of entry at 16
CREATE INDEX entry_origin on entry (origin) where origin is not null
-- table sought of sought at 0
CREATE VIRTUAL TABLE sought using fts5
    (words, content = '', contentless_delete = 1, prefix = '1 2 3', tokenize = 'ascii')
-- table sought_data of sought_data at 17
CREATE TABLE 'sought_data'(id INTEGER PRIMARY KEY, block BLOB)
-- table sought_idx of sought_idx at 18
CREATE TABLE 'sought_idx'(segid, term, pgno, PRIMARY KEY(segid, term)) WITHOUT ROWID
-- table sought_docsize of sought_docsize at 19
CREATE TABLE 'sought_docsize'(id INTEGER PRIMARY KEY, sz BLOB, origin INTEGER)
-- table sought_config of sought_config at 20
CREATE TABLE 'sought_config'(k PRIMARY KEY, v) WITHOUT ROWID
-- table place of place at 21
CREATE TABLE place (number integer primary key, entry text unique not null) strict
-- index sqlite_autoindex_place_1 of place at 22

-- table unsought of unsought at 23
CREATE TABLE unsought (entry text primary key not null) strict, without rowid
-- trigger entry_begun of entry at 0
CREATE TRIGGER entry_begun after insert on entry begin
    insert into unsought select new.id where not exists (select 1 from unsought where entry = new.id);
end
-- trigger entry_changed of entry at 0
CREATE TRIGGER entry_changed after update of title, state, revision on entry begin
    insert into unsought select new.id where not exists (select 1 from unsought where entry = new.id);
end
-- trigger entry_gone of entry at 0
CREATE TRIGGER entry_gone before delete on entry begin
    delete from sought where rowid = (select number from place where entry = old.id);
    delete from place where entry = old.id;
    delete from unsought where entry = old.id;
end
-- trigger check_in_begun of check_in at 0
CREATE TRIGGER check_in_begun after insert on check_in begin
    insert into unsought select new.entry where not exists (select 1 from unsought where entry = new.entry);
end
-- trigger check_in_changed of check_in at 0
CREATE TRIGGER check_in_changed after update of outcome, note on check_in begin
    insert into unsought select new.entry where not exists (select 1 from unsought where entry = new.entry);
end
-- trigger check_in_gone of check_in at 0
CREATE TRIGGER check_in_gone after delete on check_in begin
    insert into unsought select id from entry where id = old.entry
        and not exists (select 1 from unsought where entry = old.entry);
end
-- table tally of tally at 24
CREATE TABLE tally (state text primary key not null, count integer not null) strict, without rowid
-- trigger tally_begun of entry at 0
CREATE TRIGGER tally_begun after insert on entry begin
    update tally set count = count + 1 where state = new.state;
end
-- trigger tally_changed of entry at 0
CREATE TRIGGER tally_changed after update of state on entry when old.state <> new.state begin
    update tally set count = count - 1 where state = old.state;
    update tally set count = count + 1 where state = new.state;
end
-- trigger tally_gone of entry at 0
CREATE TRIGGER tally_gone after delete on entry begin
    update tally set count = count - 1 where state = old.state;
end
-- table vocabulary of vocabulary at 25
CREATE TABLE vocabulary (word text primary key not null) strict, without rowid
-- table usage_day of usage_day at 26
CREATE TABLE usage_day (day text primary key not null) strict, without rowid
-- table trash_arrival of trash_arrival at 27
CREATE TABLE trash_arrival (
    entry text primary key not null references entry (id) on delete cascade,
    -- When the entry was first seen in the trash.
    arrived text not null,
    -- The length of use until then, in days.
    used integer not null
) strict, without rowid
-- trigger trash_left of entry at 0
CREATE TRIGGER trash_left after update of state on entry
    when old.state = 'trashed' and new.state <> 'trashed' begin
    delete from trash_arrival where entry = old.id;
end
