-- Parameters: :file, :rows.
UPDATE import_file SET rows = :rows WHERE file_id = :file;
