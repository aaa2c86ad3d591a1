-- Columns: institution_id, code, name.
SELECT institution_id, code, name FROM institution ORDER BY institution_id;
