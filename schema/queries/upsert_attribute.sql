-- Declares an attribute; refreshes its labels. Parameters: :id, :ja, :en.
INSERT INTO attribute (id, label_ja, label_en) VALUES (:id, :ja, :en)
ON CONFLICT (id) DO UPDATE SET label_ja = excluded.label_ja, label_en = excluded.label_en;
