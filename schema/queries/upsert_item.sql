-- Declares an item; refreshes its labels. Its scale stays what it was. Parameters: :id, :scale, :ja, :en.
-- Columns: item_id, scale.
INSERT INTO item (id, scale, label_ja, label_en) VALUES (:id, :scale, :ja, :en)
ON CONFLICT (id) DO UPDATE SET label_ja = excluded.label_ja, label_en = excluded.label_en
RETURNING item_id, scale;
