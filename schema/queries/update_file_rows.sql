-- Parameters: :file, :rows, :unread, :rejected.
UPDATE import_file SET rows = :rows, unread = :unread, rejected = :rejected WHERE file_id = :file;
