-- Parameters: :import, :position, :name, :sha256, :bytes, :modified, :encoding, :rows, :unread, :rejected. Column:
-- file_id.
INSERT INTO import_file (import_id, position, name, sha256, bytes, modified, encoding, rows, unread, rejected)
VALUES (:import, :position, :name, :sha256, :bytes, :modified, :encoding, :rows, :unread, :rejected)
RETURNING file_id;
