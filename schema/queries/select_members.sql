-- Parameter: :import. Columns: wave, code, name, stratum, size, line.
SELECT wave, code, name, stratum, size, line FROM frame_member WHERE import_id = :import ORDER BY wave, code;
