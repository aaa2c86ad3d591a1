-- The register of one wave. Parameters: :import, :wave. Columns: code, name, stratum, size.
SELECT m.code, coalesce(m.name, i.name), m.stratum, m.size FROM frame_member AS m LEFT JOIN institution AS i USING (code)
WHERE m.import_id = :import AND m.wave = :wave ORDER BY m.code;
