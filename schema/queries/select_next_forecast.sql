-- What the next forecast is stored with, and whether one of that key is there. Parameters: :item, :model, :made, :wave,
-- :import. Columns: number, created, whether it is there.
SELECT coalesce(max(number), 0) + 1, strftime('%Y-%m-%dT%H:%M:%SZ', 'now'),
       EXISTS (SELECT 1 FROM forecast WHERE item_id = :item AND model = :model AND made = :made AND wave = :wave
               AND import_id = :import)
FROM forecast;
