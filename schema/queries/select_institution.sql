-- Parameter: :code. Column: institution_id; no row where it was never met.
SELECT institution_id FROM institution WHERE code = :code;
