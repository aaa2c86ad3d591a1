-- All attributes ever declared, in the order they came. Column: id.
SELECT id FROM attribute ORDER BY attribute_id;
