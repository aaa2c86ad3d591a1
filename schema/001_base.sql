-- The database of one study. Derived from the study folder, except the vintages whose files are gone.
-- application_id is 'MNSH'; user_version is the number of migrations applied. Both are set by the program.

CREATE TABLE meta (
    key   TEXT NOT NULL PRIMARY KEY, -- 'study': the id of the study that this database belongs to
    value TEXT NOT NULL
) STRICT;

-- One row per institution ever met. The name is that of the newest wave it answered in.
CREATE TABLE institution (
    institution_id INTEGER PRIMARY KEY,
    code           TEXT NOT NULL CONSTRAINT institution_code UNIQUE, -- as text: leading zeros are part of it
    name           TEXT                                              -- NULL where no file gives one
) STRICT;

-- Codes of strata and choices are handed out once and never used again; labels follow study.yaml at each import.
CREATE TABLE stratum (
    id       TEXT NOT NULL PRIMARY KEY,                       -- id in study.yaml
    code     INTEGER NOT NULL CONSTRAINT stratum_code UNIQUE, -- what response, tally and frame hold
    label_ja TEXT,
    label_en TEXT
) STRICT;

CREATE TABLE choice (
    scale    TEXT NOT NULL,    -- id of the scale in study.yaml
    id       TEXT NOT NULL,    -- id of the choice in it
    code     INTEGER NOT NULL, -- what response and tally hold; unique in the scale
    role     TEXT NOT NULL,    -- what the choice counts as
    label_ja TEXT,
    label_en TEXT,
    CONSTRAINT choice_key PRIMARY KEY (scale, id),
    CONSTRAINT choice_code UNIQUE (scale, code),
    CONSTRAINT choice_role CHECK (role IN ('answered', 'no_answer', 'refused', 'not_applicable', 'not_asked'))
) STRICT;

CREATE TABLE item (
    item_id  INTEGER PRIMARY KEY,
    id       TEXT NOT NULL CONSTRAINT item_name UNIQUE, -- id in study.yaml and name of the column in response
    scale    TEXT NOT NULL,
    label_ja TEXT,
    label_en TEXT
) STRICT;

CREATE TRIGGER stratum_code_stays BEFORE UPDATE OF code, id ON stratum
BEGIN SELECT RAISE(ABORT, 'the code of a stratum never changes'); END;
CREATE TRIGGER stratum_stays BEFORE DELETE ON stratum
BEGIN SELECT RAISE(ABORT, 'a stratum is never deleted'); END;
CREATE TRIGGER choice_code_stays BEFORE UPDATE OF code, id, scale ON choice
BEGIN SELECT RAISE(ABORT, 'the code of a choice never changes'); END;
CREATE TRIGGER choice_stays BEFORE DELETE ON choice
BEGIN SELECT RAISE(ABORT, 'a choice is never deleted'); END;

-- A vintage: the full set of a wave's files, or one of the side files. One number runs over all of them, so that
-- "as of import k" names one state of the whole study. Nothing is overwritten.
CREATE TABLE import (
    import_id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind      TEXT NOT NULL,    -- what was imported
    wave      INTEGER,          -- fiscal year, of a wave
    codebook  TEXT NOT NULL,    -- SHA-256 of the wave's columns and labels in study.yaml; '' for side files
    by_hand   INTEGER NOT NULL, -- 1: files that study.yaml does not name; such a vintage can't be rebuilt from the folder
    created   TEXT NOT NULL,    -- UTC, ISO 8601
    version   TEXT NOT NULL,    -- of the program that wrote it
    CONSTRAINT import_by_hand CHECK (by_hand IN (0, 1)),
    CONSTRAINT import_kind CHECK (kind IN ('wave', 'frame', 'published')),
    CONSTRAINT import_wave CHECK ((kind = 'wave') = (wave IS NOT NULL))
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
    CONSTRAINT import_file_position UNIQUE (import_id, position)
) STRICT;

-- One row per institution and vintage. Each item has one further column, named by its id, that holds the code of the
-- choice; NULL where the wave did not ask.
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

-- Respondents by stratum of a wave's vintage.
CREATE TABLE base (
    import_id   INTEGER NOT NULL REFERENCES import,
    stratum     INTEGER NOT NULL REFERENCES stratum (code),
    respondents INTEGER NOT NULL CONSTRAINT base_respondents CHECK (respondents > 0),
    CONSTRAINT base_key PRIMARY KEY (import_id, stratum)
) STRICT, WITHOUT ROWID;

-- Answers counted, so that an estimate need not read the responses.
CREATE TABLE tally (
    import_id INTEGER NOT NULL REFERENCES import,
    item_id   INTEGER NOT NULL REFERENCES item,
    stratum   INTEGER NOT NULL REFERENCES stratum (code),
    choice    INTEGER NOT NULL,
    n         INTEGER NOT NULL CONSTRAINT tally_n CHECK (n > 0),
    CONSTRAINT tally_key PRIMARY KEY (import_id, item_id, stratum, choice)
) STRICT, WITHOUT ROWID;

-- The same for institutions present in a wave and in the one before it.
CREATE TABLE pair_tally (
    import_id         INTEGER NOT NULL REFERENCES import, -- vintage of the later wave
    earlier_import_id INTEGER NOT NULL REFERENCES import,
    item_id           INTEGER NOT NULL REFERENCES item,
    earlier_stratum   INTEGER NOT NULL REFERENCES stratum (code),
    stratum           INTEGER NOT NULL REFERENCES stratum (code),
    earlier_choice    INTEGER NOT NULL,
    choice            INTEGER NOT NULL,
    n                 INTEGER NOT NULL CONSTRAINT pair_tally_n CHECK (n > 0),
    CONSTRAINT pair_tally_key
        PRIMARY KEY (import_id, earlier_import_id, item_id, earlier_stratum, stratum, earlier_choice, choice)
) STRICT, WITHOUT ROWID;

-- ---- what any SQLite client may rely on ----

-- The newest vintage of each wave.
CREATE VIEW v_newest AS
SELECT wave, max(import_id) AS import_id FROM import WHERE kind = 'wave' GROUP BY wave;

-- Every vintage with its files.
CREATE VIEW v_vintage AS
SELECT i.import_id, i.kind, i.wave, i.created, i.version, f.name AS file, f.sha256, f.bytes, f.encoding, f.rows
FROM import AS i JOIN import_file AS f USING (import_id) ORDER BY i.import_id, f.position;

-- Counts of the newest vintages, with ids and labels instead of codes.
CREATE VIEW v_tally AS
SELECT v.wave, i.id AS item, s.id AS stratum, c.id AS choice, c.role, c.label_ja, c.label_en, t.n
FROM v_newest AS v JOIN tally AS t USING (import_id) JOIN item AS i USING (item_id)
JOIN stratum AS s ON s.code = t.stratum JOIN choice AS c ON c.scale = i.scale AND c.code = t.choice;
