-- The files of a vintage. Parameter: :import. Columns: name, sha256, bytes, modified, encoding, rows, unread.
SELECT name, sha256, bytes, modified, encoding, rows, unread FROM import_file WHERE import_id = :import ORDER BY position;
