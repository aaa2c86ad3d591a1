-- Parameter: :key. Column: value.
SELECT value FROM meta WHERE key = :key;
