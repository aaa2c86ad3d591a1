-- Parameters: :import, :earlier, :lineage. Columns: item_id, earlier_stratum, stratum, earlier_choice, choice, n; a
-- pairing without a common institution is one row of NULLs, and one that was never counted has none.
SELECT t.item_id, t.earlier_stratum, t.stratum, t.earlier_choice, t.choice, t.n
FROM pairing AS p LEFT JOIN pair_tally AS t USING (import_id, earlier_import_id, lineage_id)
WHERE p.import_id = :import AND p.earlier_import_id = :earlier AND p.lineage_id = :lineage;
