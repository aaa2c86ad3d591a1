-- Parameter: :import. Columns: wave, code, attribute, value.
SELECT wave, code, attribute, value FROM frame_attribute WHERE import_id = :import ORDER BY wave, code;
