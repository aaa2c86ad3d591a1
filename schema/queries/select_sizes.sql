-- What the register of a wave gives of those that were ever met. Parameters: :import, :wave. Columns: institution_id,
-- size.
SELECT i.institution_id, m.size FROM frame_member AS m JOIN institution AS i USING (code)
WHERE m.import_id = :import AND m.wave = :wave AND m.size IS NOT NULL;
