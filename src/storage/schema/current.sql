-- table entry of entry at 2
CREATE TABLE entry (
    id text primary key not null,
    exercise text not null,
    title text not null,
    -- Timestamps are RFC 3339 in UTC, all of one length, so they sort as text.
    started_at text not null,
    finished_at text,
    -- The UTC offset and the civil day where it was written.
    utc_offset_seconds integer not null,
    day text not null,
    state text not null check (state in ('draft', 'done', 'trashed')),
    -- The state that a trashed entry returns to.
    state_before_trash text check (state_before_trash in ('draft', 'done')),
    trashed_at text,
    -- Counts the changes, so that a window notices those of another one.
    revision integer not null default 0,
    -- The entry that this one continues; it may be in another journal.
    origin text,
    -- The current step of a draft, the text in its input, and the cursor in it in bytes.
    draft_step text,
    draft_text text,
    draft_caret integer,
    -- Increases with every save of a draft: the highest is the latest, whatever the clock says.
    draft_order integer,
    -- The local time until which the worry is postponed, or was last.
    postponed_until text,
    is_postponed integer not null default 0 check (is_postponed in (0, 1)),
    -- The worry-time entry that reviewed the worry last.
    reviewed_in text,
    -- When each part was last changed: the text, the trash state, the follow-up, the postponement.
    edited_at text,
    trash_changed_at text,
    follow_up_changed_at text,
    postpone_changed_at text,
    -- The answers by role; null where there is none.
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
    reframe_belief integer check (reframe_belief between 0 and 100),
    pattern_name text,
    hardness_before integer check (hardness_before between 0 and 100),
    hardness_after integer check (hardness_after between 0 and 100),
    -- In the entry of a follow-up: whether the fear came true, and whether the person did something about it.
    outcome text check (outcome in ('no', 'partly', 'yes', 'unknown', 'open', 'dropped')),
    acted text check (acted in ('no', 'partly', 'yes', 'unknown', 'open', 'dropped')),
    helped text,
    still_matters text,
    -- What it is the record of.
    kind text not null default 'exercise' check (kind in ('exercise', 'check_in', 'break')),
    -- Whether its reframe is kept as a card.
    is_card integer not null default 0 check (is_card in (0, 1)),
    card_changed_at text,
    check ((state = 'trashed') = (state_before_trash is not null)),
    check (state = 'trashed' or trashed_at is null),
    check ((draft_step is null) = (draft_text is null) and (draft_step is null) = (draft_caret is null))
) strict
-- index sqlite_autoindex_entry_1 of entry at 3

-- index entry_by_state_and_start of entry at 4
CREATE INDEX entry_by_state_and_start on entry (state, started_at desc, id desc)
-- index entry_by_draft_order of entry at 5
CREATE INDEX entry_by_draft_order on entry (draft_order) where state = 'draft'
-- table answer of answer at 6
CREATE TABLE answer (
    entry_id text not null references entry (id) on delete cascade,
    position integer not null,
    step text not null,
    role text,
    kind text not null check (kind in
        ('text', 'items', 'rating', 'chosen', 'seconds', 'follow_up_on', 'postponed_until')),
    -- The question as it was shown.
    prompt text not null,
    -- The text; a JSON list of items or choices; the day of a follow-up or null; the local time of a postponement.
    text text,
    -- A rating, or seconds.
    number integer,
    -- What the chosen option says about a fear.
    outcome text check (outcome in ('no', 'partly', 'yes', 'unknown', 'open', 'dropped')),
    primary key (entry_id, position),
    check (kind <> 'rating' or number between 0 and 100),
    check ((kind in ('rating', 'seconds')) = (number is not null))
) strict
-- index sqlite_autoindex_answer_1 of answer at 7

-- table follow_up of follow_up at 10
CREATE TABLE follow_up (
    entry_id text primary key not null references entry (id) on delete cascade,
    due_day text not null,
    outcome text not null default 'open'
        check (outcome in ('open', 'no', 'partly', 'yes', 'unknown', 'dropped')),
    acted integer check (acted in (0, 1)),
    actual_hardness integer check (actual_hardness between 0 and 100),
    coping integer check (coping between 0 and 100),
    note text,
    resolved_at text,
    -- The entry that answered it.
    answered_in text
) strict
-- index sqlite_autoindex_follow_up_1 of follow_up at 11

-- index follow_up_by_due_day of follow_up at 12
CREATE INDEX follow_up_by_due_day on follow_up (due_day) where outcome = 'open'
-- index entry_by_postponed_until of entry at 13
CREATE INDEX entry_by_postponed_until on entry (postponed_until, started_at, id) where is_postponed
-- index entry_by_last_postponed of entry at 14
CREATE INDEX entry_by_last_postponed on entry (started_at desc) where postponed_until is not null
-- index entry_by_pattern_name of entry at 15
CREATE INDEX entry_by_pattern_name on entry (pattern_name, started_at) where pattern_name is not null
-- index entry_by_origin of entry at 16
CREATE INDEX entry_by_origin on entry (origin) where origin is not null
-- index entry_by_card of entry at 17
CREATE INDEX entry_by_card on entry (card_changed_at, id) where is_card
-- index entry_by_kind of entry at 18
CREATE INDEX entry_by_kind on entry (kind, day) where kind <> 'exercise'
-- table fts of fts at 0
CREATE VIRTUAL TABLE fts using fts5
    (terms, content = '', contentless_delete = 1, prefix = '1 2 3', tokenize = 'ascii')
-- table fts_data of fts_data at 19
CREATE TABLE 'fts_data'(id INTEGER PRIMARY KEY, block BLOB)
-- table fts_idx of fts_idx at 20
CREATE TABLE 'fts_idx'(segid, term, pgno, PRIMARY KEY(segid, term)) WITHOUT ROWID
-- table fts_docsize of fts_docsize at 21
CREATE TABLE 'fts_docsize'(id INTEGER PRIMARY KEY, sz BLOB, origin INTEGER)
-- table fts_config of fts_config at 22
CREATE TABLE 'fts_config'(k PRIMARY KEY, v) WITHOUT ROWID
-- table fts_rowid of fts_rowid at 23
CREATE TABLE fts_rowid (id integer primary key, entry_id text unique not null) strict
-- index sqlite_autoindex_fts_rowid_1 of fts_rowid at 24

-- table fts_pending of fts_pending at 25
CREATE TABLE fts_pending (entry_id text primary key not null) strict, without rowid
-- table fts_vocab of fts_vocab at 26
CREATE TABLE fts_vocab (term text primary key not null) strict, without rowid
-- trigger entry_insert_fts of entry at 0
CREATE TRIGGER entry_insert_fts after insert on entry begin
    insert into fts_pending select new.id
        where not exists (select 1 from fts_pending where entry_id = new.id);
end
-- trigger entry_update_fts of entry at 0
CREATE TRIGGER entry_update_fts after update of title, state, revision, is_card on entry begin
    insert into fts_pending select new.id
        where not exists (select 1 from fts_pending where entry_id = new.id);
end
-- trigger entry_delete_fts of entry at 0
CREATE TRIGGER entry_delete_fts before delete on entry begin
    delete from fts where rowid = (select id from fts_rowid where entry_id = old.id);
    delete from fts_rowid where entry_id = old.id;
    delete from fts_pending where entry_id = old.id;
end
-- trigger follow_up_insert_fts of follow_up at 0
CREATE TRIGGER follow_up_insert_fts after insert on follow_up begin
    insert into fts_pending select new.entry_id
        where not exists (select 1 from fts_pending where entry_id = new.entry_id);
end
-- trigger follow_up_update_fts of follow_up at 0
CREATE TRIGGER follow_up_update_fts after update of outcome, note on follow_up begin
    insert into fts_pending select new.entry_id
        where not exists (select 1 from fts_pending where entry_id = new.entry_id);
end
-- trigger follow_up_delete_fts of follow_up at 0
CREATE TRIGGER follow_up_delete_fts after delete on follow_up begin
    insert into fts_pending select id from entry where id = old.entry_id
        and not exists (select 1 from fts_pending where entry_id = old.entry_id);
end
-- table entry_count of entry_count at 28
CREATE TABLE entry_count (state text primary key not null, count integer not null) strict, without rowid
-- trigger entry_count_insert of entry at 0
CREATE TRIGGER entry_count_insert after insert on entry begin
    update entry_count set count = count + 1 where state = new.state;
end
-- trigger entry_count_update of entry at 0
CREATE TRIGGER entry_count_update after update of state on entry when old.state <> new.state begin
    update entry_count set count = count - 1 where state = old.state;
    update entry_count set count = count + 1 where state = new.state;
end
-- trigger entry_count_delete of entry at 0
CREATE TRIGGER entry_count_delete after delete on entry begin
    update entry_count set count = count - 1 where state = old.state;
end
-- table usage_day of usage_day at 29
CREATE TABLE usage_day (day text primary key not null) strict, without rowid
-- table trash_arrival of trash_arrival at 30
CREATE TABLE trash_arrival (
    entry_id text primary key not null references entry (id) on delete cascade,
    -- When this journal first saw the entry in the trash.
    first_seen_at text not null,
    -- The number of days in usage_day before that.
    use_days_before integer not null
) strict, without rowid
-- trigger trash_arrival_restore of entry at 0
CREATE TRIGGER trash_arrival_restore after update of state on entry
    when old.state = 'trashed' and new.state <> 'trashed' begin
    delete from trash_arrival where entry_id = old.id;
end
-- index entry_by_finished_exercise of entry at 31
CREATE INDEX entry_by_finished_exercise on entry (exercise) where state = 'done'
