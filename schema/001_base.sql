-- The database of one study. Derived from the study folder, except the vintages whose files are gone, the forecasts
-- and the inputs of earlier decisions.
-- application_id is 'MNSH'; user_version is the number of migrations applied. Both are set by the program.

CREATE TABLE meta (
    key   TEXT NOT NULL PRIMARY KEY, -- 'study': the id of the study that it belongs to; 'schema': SHA-256 of this file
    value TEXT NOT NULL
) STRICT;

-- One row per institution ever met. The name is that of the newest wave it answered in.
CREATE TABLE institution (
    institution_id INTEGER PRIMARY KEY,
    code           TEXT NOT NULL CONSTRAINT institution_code UNIQUE, -- as text: leading zeros are part of it
    name           TEXT                                              -- NULL where no file gives one
) STRICT;

-- Codes of strata, choices and options are handed out once and never used again; labels follow study.yaml at each import.
CREATE TABLE stratum (
    id       TEXT NOT NULL PRIMARY KEY,                       -- id in study.yaml
    code     INTEGER NOT NULL CONSTRAINT stratum_code UNIQUE, -- what response, tally and frame hold
    label_ja TEXT,
    label_en TEXT
) STRICT;

-- What an answer counts as. Codes and ids never change.
CREATE TABLE role (
    code INTEGER PRIMARY KEY,                      -- what response and role_tally hold
    id   TEXT NOT NULL CONSTRAINT role_name UNIQUE -- as in study.yaml
) STRICT;
INSERT INTO role (code, id)
VALUES (0, 'answered'), (1, 'no_answer'), (2, 'refused'), (3, 'not_applicable'), (4, 'not_asked');

CREATE TABLE choice (
    scale    TEXT NOT NULL,                     -- id of the scale in study.yaml
    id       TEXT NOT NULL,                     -- id of the choice in it
    code     INTEGER NOT NULL,                  -- what response and tally hold; unique in the scale
    role     TEXT NOT NULL REFERENCES role (id), -- what the choice counts as
    label_ja TEXT,
    label_en TEXT,
    CONSTRAINT choice_key PRIMARY KEY (scale, id),
    CONSTRAINT choice_code UNIQUE (scale, code)
) STRICT;

-- The questions. A free text has no row here: it is never stored.
CREATE TABLE item (
    item_id  INTEGER PRIMARY KEY,
    id       TEXT NOT NULL CONSTRAINT item_name UNIQUE, -- id in study.yaml; its columns in response are named after it
    kind     TEXT NOT NULL CONSTRAINT item_kind CHECK (kind IN ('single', 'number', 'multiple')),
    scale    TEXT,                                      -- of a single choice
    label_ja TEXT,
    label_en TEXT,
    CONSTRAINT item_scale CHECK ((kind = 'single') = (scale IS NOT NULL))
) STRICT;

-- What a multiple answer lets tick. (Not `choice`: an item may have the id of a scale.)
CREATE TABLE option (
    item_id  INTEGER NOT NULL REFERENCES item,
    id       TEXT NOT NULL,    -- id of the option in study.yaml
    code     INTEGER NOT NULL, -- what option_tally holds; unique in the item
    label_ja TEXT,
    label_en TEXT,
    CONSTRAINT option_key PRIMARY KEY (item_id, id),
    CONSTRAINT option_code UNIQUE (item_id, code)
) STRICT;

-- Further columns that are kept as they were written, in NFKC.
CREATE TABLE attribute (
    attribute_id INTEGER PRIMARY KEY,
    id           TEXT NOT NULL CONSTRAINT attribute_name UNIQUE, -- id in study.yaml and name of the column in response
    label_ja     TEXT,
    label_en     TEXT
) STRICT;

CREATE TRIGGER stratum_code_stays BEFORE UPDATE OF code, id ON stratum
BEGIN SELECT RAISE(ABORT, 'the code of a stratum never changes'); END;
CREATE TRIGGER stratum_stays BEFORE DELETE ON stratum
BEGIN SELECT RAISE(ABORT, 'a stratum is never deleted'); END;
CREATE TRIGGER choice_code_stays BEFORE UPDATE OF code, id, scale ON choice
BEGIN SELECT RAISE(ABORT, 'the code of a choice never changes'); END;
CREATE TRIGGER choice_stays BEFORE DELETE ON choice
BEGIN SELECT RAISE(ABORT, 'a choice is never deleted'); END;
CREATE TRIGGER option_code_stays BEFORE UPDATE OF code, id, item_id ON option
BEGIN SELECT RAISE(ABORT, 'the code of an option never changes'); END;
CREATE TRIGGER option_stays BEFORE DELETE ON option
BEGIN SELECT RAISE(ABORT, 'an option is never deleted'); END;
CREATE TRIGGER role_code_stays BEFORE UPDATE ON role
BEGIN SELECT RAISE(ABORT, 'the code of a role never changes'); END;
CREATE TRIGGER role_stays BEFORE DELETE ON role
BEGIN SELECT RAISE(ABORT, 'a role is never deleted'); END;

-- A vintage: the full set of a wave's files, or one of the side files. One number runs over all of them, so that
-- "as of import k" names one state of the whole study. Nothing is overwritten.
CREATE TABLE import (
    import_id      INTEGER PRIMARY KEY AUTOINCREMENT,
    kind           TEXT NOT NULL,    -- what was imported
    wave           INTEGER,          -- fiscal year, of a wave
    codebook       TEXT NOT NULL,    -- SHA-256 of the wave's columns and labels in study.yaml; '' for side files
    layout         TEXT,             -- of a wave: how its rows stand for answers; 'counts' has tallies and no responses
    by_hand        INTEGER NOT NULL, -- 1: of files that study.yaml does not name: such a vintage can't be rebuilt
                                     -- from the folder
    created        TEXT NOT NULL,    -- UTC, ISO 8601
    version        TEXT NOT NULL,    -- of the program that wrote it
    first_response INTEGER,          -- of a wave: its responses are among those from here
    last_response  INTEGER,          -- to here; NULL while they are being written
    CONSTRAINT import_by_hand CHECK (by_hand IN (0, 1)),
    CONSTRAINT import_kind CHECK (kind IN ('wave', 'frame', 'published', 'lineage', 'margins')),
    CONSTRAINT import_layout CHECK (layout IN ('wide', 'long', 'counts')),
    CONSTRAINT import_wave CHECK ((kind = 'wave') = (wave IS NOT NULL) AND (kind = 'wave') = (layout IS NOT NULL) AND
                                  (kind = 'wave') = (first_response IS NOT NULL))
) STRICT;
CREATE INDEX import_by_wave ON import (kind, wave, import_id);

CREATE TABLE import_file (
    file_id   INTEGER PRIMARY KEY,
    import_id INTEGER NOT NULL REFERENCES import,
    position  INTEGER NOT NULL, -- from 0, in the order of study.yaml
    name      TEXT NOT NULL,    -- relative to the study folder
    sha256    TEXT NOT NULL,    -- of the bytes as they arrived
    bytes     INTEGER NOT NULL CONSTRAINT import_file_bytes CHECK (bytes >= 0),
    modified  INTEGER NOT NULL, -- the file's time in ns when it was read: spares hashing what has not changed
    encoding  TEXT NOT NULL,    -- as found or as told
    rows      INTEGER NOT NULL CONSTRAINT import_file_rows CHECK (rows >= 0),
    unread    INTEGER NOT NULL, -- columns of the file that study.yaml does not name
    rejected  INTEGER NOT NULL CONSTRAINT import_file_rejected CHECK (rejected >= 0), -- rows that did not hold up
    CONSTRAINT import_file_position UNIQUE (import_id, position)
) STRICT;

-- How a vintage of a wave asked each item.
CREATE TABLE question (
    import_id   INTEGER NOT NULL REFERENCES import,
    item_id     INTEGER NOT NULL REFERENCES item,
    text        TEXT,          -- NULL: study.yaml does not give it
    sha256      TEXT,          -- of the text
    equivalence TEXT NOT NULL, -- to the wave before
    CONSTRAINT question_equivalence CHECK (equivalence IN ('identical', 'reworded', 'recoded', 'broken')),
    CONSTRAINT question_text CHECK ((text IS NULL) = (sha256 IS NULL)),
    CONSTRAINT question_key PRIMARY KEY (import_id, item_id)
) STRICT, WITHOUT ROWID;

-- One row per institution and vintage. Each item has further columns, named by its id, NULL where the wave did not ask:
--   single choice    ITEM: the code of the choice
--   number           ITEM: the number (REAL), where it was answered; ITEM__role: the code of the role
--   multiple answer  ITEM__OPTION, for each option: 1 ticked, 0 not, NULL where not answered; ITEM__role
-- Each attribute has a column of its id (TEXT), and so have the design's own weight and primary unit, where study.yaml
-- names their columns: design__weight, design__psu.
CREATE TABLE response (
    response_id    INTEGER PRIMARY KEY,
    import_id      INTEGER NOT NULL REFERENCES import,
    file_id        INTEGER NOT NULL REFERENCES import_file,
    line           INTEGER NOT NULL, -- physical line on which the record begins
    institution_id INTEGER NOT NULL REFERENCES institution,
    stratum        INTEGER NOT NULL REFERENCES stratum (code)
) STRICT;

-- Institutions in the population.
CREATE TABLE frame (
    import_id INTEGER NOT NULL REFERENCES import,
    wave      INTEGER NOT NULL,
    stratum   INTEGER NOT NULL REFERENCES stratum (code),
    n         INTEGER NOT NULL CONSTRAINT frame_n CHECK (n >= 0),
    CONSTRAINT frame_key PRIMARY KEY (import_id, wave, stratum)
) STRICT, WITHOUT ROWID;

-- The institutions of the population, where the frame is a register of them; `frame` then has their numbers.
CREATE TABLE frame_member (
    import_id INTEGER NOT NULL REFERENCES import,
    wave      INTEGER NOT NULL,
    code      TEXT NOT NULL, -- as institution.code, though not all are there
    name      TEXT,
    stratum   INTEGER NOT NULL REFERENCES stratum (code),
    size      REAL,
    line      INTEGER NOT NULL, -- of the file
    CONSTRAINT frame_member_key PRIMARY KEY (import_id, wave, code)
) STRICT, WITHOUT ROWID;

CREATE TABLE frame_attribute (
    import_id INTEGER NOT NULL REFERENCES import,
    wave      INTEGER NOT NULL,
    code      TEXT NOT NULL,
    attribute TEXT NOT NULL, -- id in study.yaml
    value     TEXT NOT NULL,
    CONSTRAINT frame_attribute_key PRIMARY KEY (import_id, wave, code, attribute),
    CONSTRAINT frame_attribute_member FOREIGN KEY (import_id, wave, code) REFERENCES frame_member
) STRICT, WITHOUT ROWID;

-- What became of institutions.
CREATE TABLE lineage (
    import_id INTEGER NOT NULL REFERENCES import,
    position  INTEGER NOT NULL, -- from 0: by date, then as in the file
    code      TEXT NOT NULL,
    successor TEXT,             -- NULL for a change of stratum
    effective TEXT NOT NULL,    -- YYYY-MM-DD
    kind      TEXT NOT NULL CONSTRAINT lineage_kind CHECK (kind IN ('merger', 'split', 'rename', 'stratum')),
    line      INTEGER NOT NULL, -- of the file
    CONSTRAINT lineage_key PRIMARY KEY (import_id, position)
) STRICT, WITHOUT ROWID;

-- Figures known only as published percentages.
CREATE TABLE published (
    import_id     INTEGER NOT NULL REFERENCES import,
    wave          INTEGER NOT NULL,
    item          TEXT NOT NULL,
    percent       TEXT NOT NULL, -- as printed: "10.1" says how it was rounded
    n             INTEGER,
    points_change TEXT,
    source        TEXT NOT NULL,
    CONSTRAINT published_key PRIMARY KEY (import_id, wave, item)
) STRICT, WITHOUT ROWID;

-- Institutions in the population by the values of an attribute, which weights are to meet.
CREATE TABLE margin (
    import_id INTEGER NOT NULL REFERENCES import,
    wave      INTEGER NOT NULL,
    attribute TEXT NOT NULL, -- id in study.yaml
    value     TEXT NOT NULL,
    n         INTEGER NOT NULL CONSTRAINT margin_n CHECK (n >= 0),
    line      INTEGER NOT NULL, -- of the file
    CONSTRAINT margin_key PRIMARY KEY (import_id, wave, attribute, value)
) STRICT, WITHOUT ROWID;

-- Respondents by stratum of a wave's vintage.
CREATE TABLE base (
    import_id   INTEGER NOT NULL REFERENCES import,
    stratum     INTEGER NOT NULL REFERENCES stratum (code),
    respondents INTEGER NOT NULL CONSTRAINT base_respondents CHECK (respondents > 0),
    CONSTRAINT base_key PRIMARY KEY (import_id, stratum)
) STRICT, WITHOUT ROWID;

-- Answers to single choices counted, so that an estimate need not read the responses.
CREATE TABLE tally (
    import_id INTEGER NOT NULL REFERENCES import,
    item_id   INTEGER NOT NULL REFERENCES item,
    stratum   INTEGER NOT NULL REFERENCES stratum (code),
    choice    INTEGER NOT NULL,
    n         INTEGER NOT NULL CONSTRAINT tally_n CHECK (n > 0),
    CONSTRAINT tally_key PRIMARY KEY (import_id, item_id, stratum, choice)
) STRICT, WITHOUT ROWID;

-- Who ticked an option of a multiple answer.
CREATE TABLE option_tally (
    import_id INTEGER NOT NULL REFERENCES import,
    item_id   INTEGER NOT NULL REFERENCES item,
    stratum   INTEGER NOT NULL REFERENCES stratum (code),
    option    INTEGER NOT NULL,
    n         INTEGER NOT NULL CONSTRAINT option_tally_n CHECK (n > 0),
    CONSTRAINT option_tally_key PRIMARY KEY (import_id, item_id, stratum, option)
) STRICT, WITHOUT ROWID;

-- Numbers and multiple answers by what they count as.
CREATE TABLE role_tally (
    import_id INTEGER NOT NULL REFERENCES import,
    item_id   INTEGER NOT NULL REFERENCES item,
    stratum   INTEGER NOT NULL REFERENCES stratum (code),
    role      INTEGER NOT NULL REFERENCES role (code),
    n         INTEGER NOT NULL CONSTRAINT role_tally_n CHECK (n > 0),
    CONSTRAINT role_tally_key PRIMARY KEY (import_id, item_id, stratum, role)
) STRICT, WITHOUT ROWID;

-- The vintages of neighbouring waves whose institutions were matched, and under which lineage.
CREATE TABLE pairing (
    import_id         INTEGER NOT NULL REFERENCES import, -- vintage of the later wave
    earlier_import_id INTEGER NOT NULL REFERENCES import,
    lineage_id        INTEGER NOT NULL, -- vintage of the lineage that was newest when they were counted; 0: none was
    institutions      INTEGER NOT NULL CONSTRAINT pairing_institutions CHECK (institutions >= 0), -- present in both
    CONSTRAINT pairing_key PRIMARY KEY (import_id, earlier_import_id, lineage_id)
) STRICT, WITHOUT ROWID;

-- Answers to single choices counted in both waves of a pairing.
CREATE TABLE pair_tally (
    import_id         INTEGER NOT NULL,
    earlier_import_id INTEGER NOT NULL,
    lineage_id        INTEGER NOT NULL,
    item_id           INTEGER NOT NULL REFERENCES item,
    earlier_stratum   INTEGER NOT NULL REFERENCES stratum (code),
    stratum           INTEGER NOT NULL REFERENCES stratum (code),
    earlier_choice    INTEGER NOT NULL,
    choice            INTEGER NOT NULL,
    n                 INTEGER NOT NULL CONSTRAINT pair_tally_n CHECK (n > 0),
    CONSTRAINT pair_tally_pairing FOREIGN KEY (import_id, earlier_import_id, lineage_id) REFERENCES pairing
        ON DELETE CASCADE,
    CONSTRAINT pair_tally_key
        PRIMARY KEY (import_id, earlier_import_id, lineage_id, item_id, earlier_stratum, stratum, earlier_choice, choice)
) STRICT, WITHOUT ROWID;

-- Small inputs that decisions rest on, as they were: study.yaml, rules.yaml and what else is no vintage.
CREATE TABLE input (
    sha256 TEXT NOT NULL PRIMARY KEY, -- of the bytes
    name   TEXT NOT NULL,             -- relative to the study folder, when it was first kept
    bytes  BLOB NOT NULL
) STRICT;

-- The records of decisions, as the files decisions/WAVE-NUMBER.json hold them to the byte.
CREATE TABLE decision (
    decision_id INTEGER PRIMARY KEY,
    wave        INTEGER NOT NULL,
    number      INTEGER NOT NULL CONSTRAINT decision_from_1 CHECK (number > 0),
    sha256      TEXT NOT NULL, -- the one that the record ends with
    record      TEXT NOT NULL,
    CONSTRAINT decision_number UNIQUE (wave, number)
) STRICT;

-- Both only grow. REPLACE deletes without a trigger, so what is there is refused before it is inserted.
CREATE TRIGGER input_stays BEFORE UPDATE ON input
BEGIN SELECT RAISE(ABORT, 'an input of a decision never changes'); END;
CREATE TRIGGER input_is_kept BEFORE DELETE ON input
BEGIN SELECT RAISE(ABORT, 'an input of a decision is never deleted'); END;
CREATE TRIGGER input_once BEFORE INSERT ON input WHEN EXISTS (SELECT 1 FROM input WHERE sha256 = NEW.sha256)
BEGIN SELECT RAISE(ABORT, 'an input of a decision is never replaced'); END;
CREATE TRIGGER decision_stays BEFORE UPDATE ON decision
BEGIN SELECT RAISE(ABORT, 'a decision record never changes'); END;
CREATE TRIGGER decision_is_kept BEFORE DELETE ON decision
BEGIN SELECT RAISE(ABORT, 'a decision record is never deleted'); END;
CREATE TRIGGER decision_once BEFORE INSERT ON decision
WHEN EXISTS (SELECT 1 FROM decision WHERE (wave = NEW.wave AND number = NEW.number) OR decision_id = NEW.decision_id)
BEGIN SELECT RAISE(ABORT, 'a decision record is never replaced'); END;

-- What `review` expected of a wave before it came: kept as it was then, and scored when the wave is there. Not derived
-- from the study folder: what was expected then can't be computed anew once data were corrected or the program changed.
CREATE TABLE forecast (
    number      INTEGER NOT NULL CONSTRAINT forecast_number UNIQUE, -- 1, 2, 3, … in the order they were stored
    item_id     INTEGER NOT NULL REFERENCES item,
    model       TEXT NOT NULL,    -- as in `forecast --model`
    made        INTEGER NOT NULL, -- the newest wave that it was made from
    wave        INTEGER NOT NULL, -- the wave that was expected
    import_id   INTEGER NOT NULL REFERENCES import, -- the newest vintage that it rests on, of a wave or of the frame
    estimate    REAL NOT NULL CONSTRAINT forecast_estimate CHECK (estimate BETWEEN 0 AND 1), -- a share
    lower       REAL,             -- NULL: the fit had no variance
    upper       REAL,
    level       REAL NOT NULL CONSTRAINT forecast_level CHECK (level > 0 AND level < 1), -- of the limits: 0.95
    denominator TEXT NOT NULL,    -- of the share: 'valid' or 'allresp'
    version     TEXT NOT NULL,    -- of the program that made it
    created     TEXT NOT NULL,    -- UTC, ISO 8601
    sha256      TEXT NOT NULL,    -- of all of these, with the id of the item: `verify` and `forecast --score` look at it
    CONSTRAINT forecast_from_1 CHECK (number > 0),
    CONSTRAINT forecast_denominator CHECK (denominator IN ('valid', 'allresp')),
    CONSTRAINT forecast_limits CHECK ((lower IS NULL) = (upper IS NULL) AND (lower IS NULL OR lower <= upper)),
    CONSTRAINT forecast_wave CHECK (made < wave),
    CONSTRAINT forecast_key PRIMARY KEY (item_id, model, made, wave, import_id)
) STRICT, WITHOUT ROWID;

-- It only grows too.
CREATE TRIGGER forecast_stays BEFORE UPDATE ON forecast
BEGIN SELECT RAISE(ABORT, 'a stored forecast never changes'); END;
CREATE TRIGGER forecast_is_kept BEFORE DELETE ON forecast
BEGIN SELECT RAISE(ABORT, 'a stored forecast is never deleted'); END;
CREATE TRIGGER forecast_once BEFORE INSERT ON forecast
WHEN EXISTS (SELECT 1 FROM forecast WHERE number = NEW.number OR (item_id = NEW.item_id AND model = NEW.model AND
             made = NEW.made AND wave = NEW.wave AND import_id = NEW.import_id))
BEGIN SELECT RAISE(ABORT, 'a stored forecast is never replaced'); END;

-- ---- what any SQLite client may rely on ----
--
-- Two more views name the items, so the program makes them at each import:
--   v_response  one row per institution and newest vintage: wave, code, name, stratum, attributes, items, file, line.
--               A single choice is the id of the choice; a number is itself, with ITEM__role beside it; a multiple
--               answer is 1 or 0 in ITEM__OPTION for each option, with ITEM__role.
--   v_answer    one row per answer: wave, code, name, stratum, item, choice, value, role, label_ja, label_en, file,
--               line. A single choice has `choice`; a number `value`; a multiple answer one row for each option ticked,
--               in `choice`. A number or multiple answer that was not given, or that ticks nothing, is one row with its
--               role alone.

-- The newest vintage of each wave, with the range that its responses lie in.
CREATE VIEW v_newest AS
SELECT wave, max(import_id) AS import_id, first_response, last_response FROM import WHERE kind = 'wave' GROUP BY wave;

-- Every vintage with its files.
CREATE VIEW v_vintage AS
SELECT i.import_id, i.kind, i.wave, i.layout, i.created, i.version, f.name AS file, f.sha256, f.bytes, f.encoding,
       f.rows, f.rejected
FROM import AS i JOIN import_file AS f USING (import_id) ORDER BY i.import_id, f.position;

-- Counts of the newest vintages, with ids and labels instead of codes. `choice` is a choice or an option. Numbers and
-- multiple answers have rows by role besides, without `choice`: these, not the options, add up to the respondents.
CREATE VIEW v_tally AS
SELECT v.wave, i.id AS item, s.id AS stratum, c.id AS choice, c.role, c.label_ja, c.label_en, t.n
FROM v_newest AS v JOIN tally AS t USING (import_id) JOIN item AS i USING (item_id)
JOIN stratum AS s ON s.code = t.stratum JOIN choice AS c ON c.scale = i.scale AND c.code = t.choice
UNION ALL
SELECT v.wave, i.id, s.id, o.id, 'answered', o.label_ja, o.label_en, t.n
FROM v_newest AS v JOIN option_tally AS t USING (import_id) JOIN item AS i USING (item_id)
JOIN stratum AS s ON s.code = t.stratum JOIN option AS o ON o.item_id = t.item_id AND o.code = t.option
UNION ALL
SELECT v.wave, i.id, s.id, NULL, r.id, NULL, NULL, t.n
FROM v_newest AS v JOIN role_tally AS t USING (import_id) JOIN item AS i USING (item_id)
JOIN stratum AS s ON s.code = t.stratum JOIN role AS r ON r.code = t.role;

-- How the newest vintages asked the items.
CREATE VIEW v_question AS
SELECT v.wave, i.id AS item, q.text, q.sha256, q.equivalence
FROM v_newest AS v JOIN question AS q USING (import_id) JOIN item AS i USING (item_id) ORDER BY v.wave, i.item_id;

-- The newest lineage.
CREATE VIEW v_lineage AS
SELECT code, successor, effective, kind, line FROM lineage
WHERE import_id = (SELECT max(import_id) FROM import WHERE kind = 'lineage') ORDER BY position;

-- The newest frame: numbers of institutions, and, where it is a register, the institutions.
CREATE VIEW v_frame AS
SELECT f.wave, s.id AS stratum, f.n FROM frame AS f JOIN stratum AS s ON s.code = f.stratum
WHERE f.import_id = (SELECT max(import_id) FROM import WHERE kind = 'frame');

-- The newest margins.
CREATE VIEW v_margin AS
SELECT wave, attribute, value, n FROM margin
WHERE import_id = (SELECT max(import_id) FROM import WHERE kind = 'margins');

CREATE VIEW v_member AS
SELECT m.wave, m.code, m.name, s.id AS stratum, m.size FROM frame_member AS m JOIN stratum AS s ON s.code = m.stratum
WHERE m.import_id = (SELECT max(import_id) FROM import WHERE kind = 'frame');

-- What was expected of waves before they were there: of each expectation the one that rests on the newest vintage.
CREATE VIEW v_forecast AS
SELECT i.id AS item, f.model, f.made, f.wave, f.estimate, f.lower, f.upper, f.level, f.denominator
FROM forecast AS f JOIN item AS i USING (item_id)
WHERE f.import_id = (SELECT max(g.import_id) FROM forecast AS g
                     WHERE g.item_id = f.item_id AND g.model = f.model AND g.made = f.made AND g.wave = f.wave);
-- Every decision record: what was decided, what of another mind, and the rule that made it so.
CREATE VIEW v_decision AS
SELECT wave, number, json_extract(record, '$.decision') AS decision,
       json_extract(record, '$.override.decision') AS override, json_extract(record, '$.decisive') AS decisive,
       sha256, record
FROM decision ORDER BY wave, number;
