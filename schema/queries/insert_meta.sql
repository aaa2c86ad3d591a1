-- Parameters: :key, :value.
INSERT INTO meta (key, value) VALUES (:key, :value);
