-- Gives an option the next code of its item when it is new; refreshes its labels. Parameters: :item, :id, :ja, :en.
-- Column: code.
INSERT INTO option (item_id, id, code, label_ja, label_en)
VALUES (:item, :id, (SELECT coalesce(max(code), 0) + 1 FROM option WHERE item_id = :item), :ja, :en)
ON CONFLICT (item_id, id) DO UPDATE SET label_ja = excluded.label_ja, label_en = excluded.label_en
RETURNING code;
