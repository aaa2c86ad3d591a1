-- Every code with the id it stands for. Columns: kind ('stratum', 'choice', 'item'), scale, id, code.
SELECT 'stratum', NULL, id, code FROM stratum
UNION ALL SELECT 'choice', scale, id, code FROM choice
UNION ALL SELECT 'item', scale, id, item_id FROM item;
