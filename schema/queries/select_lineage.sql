-- Parameter: :import. Columns: code, successor, effective, kind, line.
SELECT code, successor, effective, kind, line FROM lineage WHERE import_id = :import ORDER BY position;
