-- Parameters: :wave, :number, :sha256, :record.
INSERT INTO decision (wave, number, sha256, record) VALUES (:wave, :number, :sha256, :record);
