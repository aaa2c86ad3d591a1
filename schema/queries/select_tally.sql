-- Parameter: :import. Columns: what the cell is (0 a choice, 1 an option, 2 a role), item_id, stratum, its code, n.
SELECT 0, item_id, stratum, choice, n FROM tally WHERE import_id = :import
UNION ALL SELECT 1, item_id, stratum, option, n FROM option_tally WHERE import_id = :import
UNION ALL SELECT 2, item_id, stratum, role, n FROM role_tally WHERE import_id = :import;
