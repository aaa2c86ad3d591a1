-- Gives a stratum the next code when it is new; refreshes its labels. Parameters: :id, :ja, :en. Column: code.
INSERT INTO stratum (id, code, label_ja, label_en)
VALUES (:id, (SELECT coalesce(max(code), 0) + 1 FROM stratum), :ja, :en)
ON CONFLICT (id) DO UPDATE SET label_ja = excluded.label_ja, label_en = excluded.label_en
RETURNING code;
