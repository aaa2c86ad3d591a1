-- All items ever declared, in the order they came. Columns: item_id, id, kind, scale.
SELECT item_id, id, kind, scale FROM item ORDER BY item_id;
