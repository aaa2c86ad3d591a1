-- Whether an id is that of an attribute, or of an item. Parameter: :id. Columns: 1 or 0, twice.
SELECT EXISTS (SELECT 1 FROM attribute WHERE id = :id), EXISTS (SELECT 1 FROM item WHERE id = :id);
