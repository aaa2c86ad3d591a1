-- All options an item ever had, in the order they came. Parameter: :item. Columns: id, code.
SELECT id, code FROM option WHERE item_id = :item ORDER BY code;
