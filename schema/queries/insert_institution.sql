-- Parameters, by number: institution_id, code, name.
INSERT INTO institution (institution_id, code, name) VALUES (?1, ?2, ?3);
