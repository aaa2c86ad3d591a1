-- Parameter: :import. Columns: item_id, stratum, choice, n.
SELECT item_id, stratum, choice, n FROM tally WHERE import_id = :import;
