-- Declares an item; refreshes its labels. Its kind and scale stay what they were. Parameters: :id, :kind, :scale, :ja,
-- :en. Columns: item_id, kind, scale.
INSERT INTO item (id, kind, scale, label_ja, label_en) VALUES (:id, :kind, :scale, :ja, :en)
ON CONFLICT (id) DO UPDATE SET label_ja = excluded.label_ja, label_en = excluded.label_en
RETURNING item_id, kind, scale;
