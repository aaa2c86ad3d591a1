-- All items ever declared, in the order they came. Columns: id, scale.
SELECT id, scale FROM item ORDER BY item_id;
