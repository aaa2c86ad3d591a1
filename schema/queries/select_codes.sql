-- Every code with the id it stands for. Columns: kind ('stratum', 'choice', 'item', 'option'), the scale of a choice or
-- the item of an option, id, code.
SELECT 'stratum', NULL, id, code FROM stratum
UNION ALL SELECT 'choice', scale, id, code FROM choice
UNION ALL SELECT 'item', NULL, id, item_id FROM item
UNION ALL SELECT 'option', item.id, option.id, code FROM option JOIN item USING (item_id);
