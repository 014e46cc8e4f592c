-- The whole database as made today (version 1). Shipped versions never change: a later one is an
-- upgrade in src/store/upgrades, and tests/data keeps a frozen database of each.
--
-- Events are the truth. Tables marked as projections follow from them, and `db check` rebuilds and
-- compares them. Times are whole seconds since 1970 UTC; money is whole fen.

-- What this database is. One row.
CREATE TABLE ledger (
    id             INTEGER PRIMARY KEY CHECK (id = 1),       -- there is one ledger in a database
    origin         TEXT NOT NULL CHECK (length(origin) > 0), -- name in every checkpoint: domain/site, later domain/site/2
    site           TEXT NOT NULL CHECK (length(site) > 0),   -- the warehouse, as events name it
    made_at        INTEGER NOT NULL                          -- when the database was made
) STRICT;

-- One command that wrote. A bulk command commits in chunks, so it may be unfinished for a while, or
-- for ever when it was interrupted.
CREATE TABLE operation (
    id             INTEGER PRIMARY KEY,                      -- counted from 1, as `log` and `undo` name it
    command        TEXT NOT NULL CHECK (command IN (         -- what was done
                       'intake', 'grade', 'undo', 'erase', 'restore', 'dispatch', 'hold', 'release',
                       'seal', 'move', 'count',
                       'refurbish open', 'refurbish send', 'refurbish receive', 'refurbish part',
                       'refurbish pause', 'refurbish resume', 'refurbish finish',
                       'wipe-log media', 'wipe-log import', 'wipe-log add', 'wipe-log queue', 'wipe-log sample',
                       'wipe-log qc', 'wipe-log destroy', 'wipe-log override', 'wipe-log void',
                       'wipe-log certificate')),
    operator       TEXT NOT NULL CHECK (length(operator) > 0), -- who did it
    station        TEXT NOT NULL CHECK (length(station) > 0),  -- where
    started_at     INTEGER NOT NULL,                         -- when it began
    finished_at    INTEGER,                                  -- when it ended; null while it runs or if it was interrupted
    source         TEXT,                                     -- the file's name, where one was read
    source_sha256  BLOB CHECK (length(source_sha256) = 32),  -- of the file's bytes
    undoes         INTEGER REFERENCES operation (id),        -- the operation that this one reverses
    reason         TEXT,                                     -- why, where one was asked for
    items          INTEGER NOT NULL DEFAULT 0 CHECK (items >= 0), -- how many items it changed
    first_seq      INTEGER CHECK (first_seq >= 0),           -- its first event; null while it has none
    last_seq       INTEGER CHECK (last_seq >= first_seq),    -- its newest event; others' may stand between
    CHECK ((command = 'undo') = (undoes IS NOT NULL))
) STRICT;

-- Tells where in the ledger a span of time stands, since an operation's events happen as it starts.
CREATE INDEX operation_by_start ON operation (started_at, first_seq, last_seq);

-- What an item is: written at intake, read often, hardly ever changed. Projection.
CREATE TABLE item (
    id             INTEGER PRIMARY KEY,                      -- counted in order of intake
    code           INTEGER NOT NULL CHECK (code BETWEEN 0 AND 1152921504606846975), -- the trace code's 60 bits
    channel        TEXT NOT NULL,                            -- where it came from: app, pc, wechat …
    pickup_no      TEXT NOT NULL CHECK (pickup_no <> ''), -- the channel's number for the pickup
    withdrawn      INTEGER NOT NULL DEFAULT 0 CHECK (withdrawn IN (0, id)), -- its own id once its intake was undone, which frees the pickup number
    category_id    INTEGER NOT NULL,                         -- third-level category, of catalogue/categories.csv
    brand          TEXT NOT NULL,                            -- as declared; empty when not
    model          TEXT NOT NULL,                            -- as declared; empty when not
    spec           TEXT NOT NULL,                            -- as declared; empty when not
    serial         TEXT,                                     -- the maker's serial number, VIN or ISBN
    imei           TEXT CHECK (imei <> ''),                  -- private: from the disclosure; null once erased
    city_code      INTEGER NOT NULL,                         -- city-level division, of catalogue/regions.csv
    county_code    INTEGER,                                  -- county-level division, where the pickup named one
    declared_class TEXT NOT NULL,                            -- what the seller said of its state; empty when nothing
    ordered_at     INTEGER NOT NULL,                         -- when the pickup was ordered
    picked_at      INTEGER,                                  -- when it was picked up
    promise        TEXT NOT NULL CHECK (promise IN ('same-day', 'next-day')), -- what the channel promised
    promised_on    TEXT NOT NULL CHECK (promised_on BETWEEN '2000-01-01' AND '2999-12-31'), -- the site's date it was promised for
    promise_kept   INTEGER CHECK (promise_kept IN (0, 1)),   -- null until a pickup time is known
    received_at    INTEGER NOT NULL,                         -- when it was taken in
    operation_id   INTEGER NOT NULL REFERENCES operation (id), -- the intake that took it in
    UNIQUE (pickup_no, channel, withdrawn)
) STRICT;

-- What an item's state is: narrow, because it changes with every event. Projection. Stages are
-- compared one by one, since SQLite builds a table for each longer IN list, at each insert.
CREATE TABLE item_state (
    item_id        INTEGER PRIMARY KEY REFERENCES item (id), -- whose state
    stage          TEXT NOT NULL CHECK (stage = 'received' OR stage = 'graded'
                       OR stage = 'refurbishing' OR stage = 'refurbished' OR stage = 'sold'
                       OR stage = 'recycled' OR stage = 'returned' OR stage = 'withdrawn'), -- where it stands in its life
    class          TEXT CHECK (class = 'premium' OR class = 'good' OR class = 'scrap'), -- of the newest inspection
    label_zh       TEXT,                                     -- 成色 of the newest inspection
    label_en       TEXT,                                     -- the same in English
    hold_reason    TEXT CHECK (hold_reason <> ''),           -- why it is held; null when it is not
    last_seq       INTEGER NOT NULL REFERENCES event (seq),  -- its newest event
    last_n         INTEGER NOT NULL CHECK (last_n >= 0),     -- that event's number within the item
    CHECK (class IS NOT NULL OR stage = 'received' OR stage = 'returned' OR stage = 'withdrawn'),
    CHECK ((label_zh IS NULL) = (label_en IS NULL))
) STRICT;

CREATE INDEX item_state_stage ON item_state (stage, class);
CREATE INDEX item_state_held ON item_state (hold_reason) WHERE hold_reason IS NOT NULL;

-- What lists filter by and never changes, of 16,384 items each: block k holds the items from
-- k * 16384 + 1 on. Kept once a block is full; derived from item, and compared with it by `db check`.
CREATE TABLE item_block (
    id             INTEGER PRIMARY KEY CHECK (id >= 0),      -- k * 4 + column: category, city, channel, time of intake
    data           BLOB NOT NULL CHECK (length(data) > 0)    -- one number an item: 4, 4, 1, 8 bytes, little-endian
) STRICT;

-- The search index: the three-character pieces of an item's words, under the item's number. Built
-- apart from intake, by `db index` or in small steps; what it does not hold yet is read row by row.
CREATE VIRTUAL TABLE item_text USING fts5 (
    text, content = '', contentless_delete = 1, detail = 'none', tokenize = 'trigram'
);

-- What was offered for an item by its newest inspection that stands, as the event's private fields
-- say. No row where there was no offer or where it was erased. Projection.
CREATE TABLE offer (
    item_id        INTEGER PRIMARY KEY REFERENCES item (id), -- the item
    seq            INTEGER NOT NULL REFERENCES event (seq),  -- the inspection
    offer_fen      INTEGER NOT NULL CHECK (offer_fen >= 0)   -- private: what was offered
) STRICT;

-- Finds an item by trace code, serial or IMEI. Keys come in no order, so they stand in the narrowest
-- table there is and are written in sorted runs. Projection.
CREATE TABLE item_key (
    key            INTEGER PRIMARY KEY,                      -- a trace code's 60 bits, or below zero the hash of a serial or IMEI
    item_id        INTEGER NOT NULL                          -- the first item that has it
) STRICT;

-- The further items of a key that item_key already holds. Projection.
CREATE TABLE item_key_again (
    key            INTEGER NOT NULL REFERENCES item_key (key), -- as in item_key
    item_id        INTEGER NOT NULL,                         -- a further item that has it
    PRIMARY KEY (key, item_id)
) STRICT, WITHOUT ROWID;

-- The truth. Only ever added to.
CREATE TABLE event (
    seq            INTEGER PRIMARY KEY CHECK (seq >= 0),     -- index of the leaf in the ledger, from 0
    item_id        INTEGER REFERENCES item (id),             -- the item it changed; null for an event of the ledger itself
    n              INTEGER NOT NULL CHECK (n >= 0),          -- its number within the item (or within the ledger's own), from 0
    prev_seq       INTEGER CHECK (prev_seq < seq),           -- the one before it
    kind           TEXT NOT NULL,                            -- received, graded, sold … : the words of src/domain/event.rs
    at             INTEGER NOT NULL,                         -- when, as in the body
    operation_id   INTEGER NOT NULL REFERENCES operation (id), -- the operation that made it
    body           TEXT NOT NULL CHECK (body <> ''),         -- the leaf's canonical JSON, hashed as it stands
    CHECK ((n = 0) = (prev_seq IS NULL)),
    CHECK (item_id IS NOT NULL OR kind = 'continued' OR kind = 'reversed' OR kind = 'seals_issued'
        OR kind = 'seal_broken' OR kind = 'seal_voided' OR kind = 'seal_alarm'
        OR kind = 'count-closed'),
    CHECK (item_id IS NULL OR kind <> 'continued')
) STRICT;

-- Which items have a wipe on record, without reading every event.
CREATE INDEX event_of_wipes ON event (item_id, at)
    WHERE kind = 'wipe_run' OR kind = 'media_destroyed' OR kind = 'media_none';

-- The ledger's own events are few among many, and each follows the one before it.
CREATE INDEX event_of_no_item ON event (seq) WHERE item_id IS NULL;

-- Cleartext and salts of an event's private fields. May be erased; the event stays provable.
CREATE TABLE disclosure (
    seq            INTEGER PRIMARY KEY REFERENCES event (seq), -- the event whose fields these are
    body           TEXT NOT NULL CHECK (body <> '')          -- JSON array of [salt, name, value]
) STRICT;

-- Where an item went. Projection; the row is gone once the dispatch was undone.
CREATE TABLE dispatch (
    item_id        INTEGER PRIMARY KEY REFERENCES item (id), -- what left
    door           TEXT NOT NULL CHECK (door IN ('sale', 'recycle', 'return')), -- through which door
    party          TEXT NOT NULL,                            -- the buyer's channel, the recycler; empty for the owner
    order_no       TEXT CHECK (order_no <> ''),              -- private: the buyer's order; null once erased
    price_fen      INTEGER CHECK (price_fen >= 0),           -- private: what was paid for it; null once erased
    weight_grams   INTEGER CHECK (weight_grams > 0),         -- what it weighed, where it was recycled
    seq            INTEGER NOT NULL REFERENCES event (seq)   -- its event
) STRICT;

-- Seal codes that were printed, for ever. Projection.
CREATE TABLE seal (
    code           INTEGER PRIMARY KEY CHECK (code BETWEEN 0 AND 1099511627775), -- the code's 40 bits
    issued_seq     INTEGER NOT NULL REFERENCES event (seq),  -- the event that printed it
    fate           TEXT CHECK (fate IN ('broken', 'voided', 'withdrawn')), -- why it may not be used any more; null while it may
    fate_seq       INTEGER REFERENCES event (seq),           -- the event that says so
    CHECK ((fate IS NULL) = (fate_seq IS NULL))
) STRICT;

-- Which item is closed up in which seal bag. Projection.
CREATE TABLE sealed (
    item_id        INTEGER PRIMARY KEY REFERENCES item (id), -- what is in the bag
    seal           INTEGER NOT NULL UNIQUE REFERENCES seal (code), -- the bag's code, bound once
    box            TEXT CHECK (box <> ''),                   -- the custom box around it, where one was named
    seq            INTEGER NOT NULL REFERENCES event (seq)   -- its event
) STRICT;

-- Full tiles of the Merkle tree.
CREATE TABLE tile (
    id             INTEGER PRIMARY KEY,                      -- level << 56 | index
    root           BLOB NOT NULL CHECK (length(root) = 32),  -- the hash over all of it, as the tile one level up will hold it
    data           BLOB NOT NULL CHECK (length(data) = 8192) -- 256 hashes
) STRICT;

-- What was signed.
CREATE TABLE checkpoint (
    size           INTEGER PRIMARY KEY CHECK (size > 0),     -- how many events it covers
    note           TEXT NOT NULL CHECK (length(note) > 0),   -- C2SP signed note; cosignatures are added to it
    at             INTEGER NOT NULL                          -- when it was signed
) STRICT;

-- Who may sign.
CREATE TABLE logkey (
    vkey           TEXT PRIMARY KEY,                         -- verifier key: name+hash+key
    role           TEXT NOT NULL CHECK (role IN ('log', 'witness')), -- signs the log, or vouches for it
    from_size      INTEGER NOT NULL CHECK (from_size >= 0),  -- first size it may sign
    until_size     INTEGER CHECK (until_size >= from_size)   -- last one; null while in use
) STRICT, WITHOUT ROWID;

-- An inspection that is not finished: each answer is saved as it is given. No part of the record.
CREATE TABLE draft (
    item_id        INTEGER PRIMARY KEY REFERENCES item (id), -- the item on the bench
    standard_id    TEXT NOT NULL,                            -- the standard it was opened with, which stays
    standard_version INTEGER NOT NULL,                       -- the same
    standard_sha256 BLOB NOT NULL CHECK (length(standard_sha256) = 32), -- the same
    answers        TEXT NOT NULL,                            -- JSON object of the answers given so far
    steps          TEXT NOT NULL,                            -- JSON list of the steps that led to them, for undo
    operator       TEXT NOT NULL,                            -- who began it
    station        TEXT NOT NULL,                            -- where
    second_of      INTEGER CHECK (second_of > 0),            -- the inspection that it repeats blind, by its n; null for a first
    started_at     INTEGER NOT NULL,                         -- when the first answer was given
    updated_at     INTEGER NOT NULL                          -- when the newest was
) STRICT;

-- Work orders: one row for each that was ever opened. What was planned and done, and what it cost,
-- stands in the item's events. Projection.
CREATE TABLE work_order (
    number         INTEGER PRIMARY KEY CHECK (number > 0),   -- counted from 1, as staff name it
    item_id        INTEGER NOT NULL REFERENCES item (id),    -- the item that is worked on
    partner        TEXT NOT NULL CHECK (partner <> ''),      -- who does the work, of catalogue/partners.toml
    status         TEXT NOT NULL CHECK (status = 'open' OR status = 'sent' OR status = 'back'
                       OR status = 'finished' OR status = 'undone'), -- how far it is
    opened_seq     INTEGER NOT NULL REFERENCES event (seq),  -- the event that opened it
    opened_at      INTEGER NOT NULL,                         -- when
    promised_days  INTEGER NOT NULL CHECK (promised_days >= 0), -- working days that the partner promised
    sent_at        INTEGER,                                  -- when it went to the partner; null for the in-house bench
    manifest       BLOB CHECK (length(manifest) = 32),       -- SHA-256 of the list that went with it
    back_at        INTEGER,                                  -- when it came back
    paused_at      INTEGER,                                  -- since when it is paused; null while it is not
    paused_days    INTEGER NOT NULL DEFAULT 0 CHECK (paused_days >= 0), -- working days of pauses that ended
    finished_at    INTEGER,                                  -- when it was finished
    CHECK ((sent_at IS NULL) = (manifest IS NULL)),
    CHECK ((status = 'finished') = (finished_at IS NOT NULL))
) STRICT;

CREATE UNIQUE INDEX work_order_of_item ON work_order (item_id)
    WHERE status = 'open' OR status = 'sent' OR status = 'back';
CREATE INDEX work_order_sent ON work_order (manifest) WHERE status = 'sent';

-- The storage media that an item holds, to find the item that a wipe report is of. What is known of
-- them stands in the item's events. Projection.
CREATE TABLE medium (
    item_id        INTEGER NOT NULL REFERENCES item (id),    -- whose
    no             INTEGER NOT NULL CHECK (no > 0),          -- counted within the item from 1
    serial_key     INTEGER CHECK (serial_key < 0),           -- hash of its serial number as it is compared; null where none is known
    PRIMARY KEY (item_id, no)
) STRICT, WITHOUT ROWID;

CREATE INDEX medium_serial ON medium (serial_key) WHERE serial_key IS NOT NULL;

-- The names that a recorded wipe goes by: tool, serial number and start; the report's number; place
-- in its file; batch. No report clears twice. Projection.
CREATE TABLE wipe_key (
    key            INTEGER NOT NULL CHECK (key < 0),         -- hash of the name
    seq            INTEGER NOT NULL REFERENCES event (seq),  -- the wipe
    PRIMARY KEY (key, seq)
) STRICT, WITHOUT ROWID;

-- Wipe reports that fit no item for certain: each waits until a person links or dismisses it. No
-- part of the record.
CREATE TABLE wipe_queue (
    id             INTEGER PRIMARY KEY,                      -- as `wipe-log queue` names it
    key            INTEGER NOT NULL UNIQUE CHECK (key < 0),  -- hash of its place in its file
    file           TEXT NOT NULL CHECK (file <> ''),         -- the file's name
    evidence       BLOB NOT NULL CHECK (length(evidence) = 32), -- SHA-256 of the file, which is kept
    report         TEXT NOT NULL CHECK (report <> ''),       -- JSON: the canonical record, and what it was read by
    reason         TEXT NOT NULL CHECK (reason <> ''),       -- why it waits
    operation_id   INTEGER NOT NULL REFERENCES operation (id), -- the import that it came with
    state          TEXT NOT NULL CHECK (state = 'waiting' OR state = 'linked' OR state = 'dismissed'), -- what became of it
    closed_by      INTEGER REFERENCES operation (id),        -- the operation that linked or dismissed it: who, when and why
    CHECK ((state = 'waiting') = (closed_by IS NULL))
) STRICT;

CREATE INDEX wipe_queue_waiting ON wipe_queue (id) WHERE state = 'waiting';

-- The lifecycle: which stage may follow which. The same table stands in src/domain/stage.rs.
CREATE TABLE legal_move (
    from_stage     TEXT NOT NULL,                            -- stage before
    to_stage       TEXT NOT NULL,                            -- stage after
    PRIMARY KEY (from_stage, to_stage)
) STRICT, WITHOUT ROWID;

INSERT INTO legal_move (from_stage, to_stage) VALUES
    ('received', 'graded'), ('received', 'returned'), ('received', 'withdrawn'),
    ('graded', 'received'), ('graded', 'refurbishing'), ('graded', 'refurbished'), ('graded', 'sold'),
    ('graded', 'recycled'), ('graded', 'returned'),
    ('refurbishing', 'graded'), ('refurbishing', 'refurbished'), ('refurbished', 'refurbishing'),
    ('refurbished', 'graded'), ('refurbished', 'received'), ('refurbished', 'returned'),
    -- What left comes back only when its dispatch is undone.
    ('sold', 'graded'), ('recycled', 'graded'),
    ('returned', 'received'), ('returned', 'graded'), ('returned', 'refurbished');

CREATE TRIGGER stage_moves_are_legal BEFORE UPDATE OF stage ON item_state
WHEN NEW.stage <> OLD.stage
    AND NOT EXISTS (SELECT 1 FROM legal_move WHERE from_stage = OLD.stage AND to_stage = NEW.stage)
BEGIN SELECT RAISE(ABORT, 'no legal move leads from the item''s stage to that one'); END;

CREATE TRIGGER held_items_do_not_move BEFORE UPDATE OF stage ON item_state
WHEN NEW.stage <> OLD.stage AND OLD.hold_reason IS NOT NULL AND NEW.hold_reason IS NOT NULL
    AND NEW.stage <> 'returned'
BEGIN SELECT RAISE(ABORT, 'the item is held'); END;

CREATE TRIGGER held_items_are_not_sold BEFORE UPDATE OF stage ON item_state
WHEN NEW.stage <> OLD.stage AND OLD.hold_reason IS NOT NULL
    AND (NEW.stage = 'sold' OR NEW.stage = 'recycled')
BEGIN SELECT RAISE(ABORT, 'the item is held'); END;

CREATE TRIGGER items_are_never_deleted BEFORE DELETE ON item
BEGIN SELECT RAISE(ABORT, 'items are never deleted'); END;
CREATE TRIGGER events_are_never_changed BEFORE UPDATE ON event
BEGIN SELECT RAISE(ABORT, 'events are only ever added'); END;
CREATE TRIGGER events_are_never_deleted BEFORE DELETE ON event
BEGIN SELECT RAISE(ABORT, 'events are only ever added'); END;
CREATE TRIGGER tiles_are_never_changed BEFORE UPDATE ON tile
BEGIN SELECT RAISE(ABORT, 'tiles are written once'); END;
CREATE TRIGGER tiles_are_never_deleted BEFORE DELETE ON tile
BEGIN SELECT RAISE(ABORT, 'tiles are written once'); END;
CREATE TRIGGER checkpoints_are_never_deleted BEFORE DELETE ON checkpoint
BEGIN SELECT RAISE(ABORT, 'checkpoints are kept for ever'); END;
