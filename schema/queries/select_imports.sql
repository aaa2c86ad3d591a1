-- All vintages up to an import, oldest first. Parameter: :as_of. Columns: import_id, kind, wave, created, version, rows,
-- files, by_hand, layout, unread columns, rejected rows, codebook.
SELECT i.import_id, i.kind, i.wave, i.created, i.version, sum(f.rows), group_concat(f.name, ' '), i.by_hand, i.layout,
       sum(f.unread), sum(f.rejected), i.codebook
FROM import AS i LEFT JOIN import_file AS f USING (import_id)
WHERE i.import_id <= :as_of GROUP BY i.import_id ORDER BY i.import_id;
