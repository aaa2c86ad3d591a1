-- All vintages up to an import, oldest first. Parameter: :as_of. Columns: import_id, kind, wave, created, version, rows,
-- files, by_hand.
SELECT import_id, kind, wave, created, version,
       (SELECT sum(rows) FROM import_file AS f WHERE f.import_id = i.import_id),
       (SELECT group_concat(name, ' ') FROM import_file AS f WHERE f.import_id = i.import_id),
       by_hand
FROM import AS i WHERE import_id <= :as_of ORDER BY import_id;
