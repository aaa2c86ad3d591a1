-- Parameter: :import. Columns: wave, stratum, n.
SELECT wave, stratum, n FROM frame WHERE import_id = :import;
