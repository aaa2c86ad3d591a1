-- The files of a vintage. Parameter: :import. Columns: name, sha256, bytes, modified, encoding, rows, unread, rejected.
SELECT name, sha256, bytes, modified, encoding, rows, unread, rejected FROM import_file
WHERE import_id = :import ORDER BY position;
