-- Parameters: :import, :earlier. Columns: item_id, earlier_stratum, stratum, earlier_choice, choice, n.
SELECT item_id, earlier_stratum, stratum, earlier_choice, choice, n FROM pair_tally
WHERE import_id = :import AND earlier_import_id = :earlier;
