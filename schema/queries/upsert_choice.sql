-- Gives a choice the next code of its scale when it is new; refreshes role and labels.
-- Parameters: :scale, :id, :role, :ja, :en. Column: code.
INSERT INTO choice (scale, id, code, role, label_ja, label_en)
VALUES (:scale, :id, (SELECT coalesce(max(code), 0) + 1 FROM choice WHERE scale = :scale), :role, :ja, :en)
ON CONFLICT (scale, id) DO UPDATE SET role = excluded.role, label_ja = excluded.label_ja, label_en = excluded.label_en
RETURNING code;
