-- Parameters: :import, :position, :name, :sha256, :bytes, :modified, :encoding, :rows, :unread. Column: file_id.
INSERT INTO import_file (import_id, position, name, sha256, bytes, modified, encoding, rows, unread)
VALUES (:import, :position, :name, :sha256, :bytes, :modified, :encoding, :rows, :unread)
RETURNING file_id;
