INSERT INTO margin (import_id, wave, attribute, value, n, line)
VALUES (:import, :wave, :attribute, :value, :n, :line);
