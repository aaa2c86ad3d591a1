-- A forecast, unless it is there. Parameters: :item, :model, :made, :wave, :import, :estimate, :lower, :upper, :level,
-- :denominator, :version.
INSERT INTO forecast (item_id, model, made, wave, import_id, estimate, lower, upper, level, denominator, version, created)
VALUES (:item, :model, :made, :wave, :import, :estimate, :lower, :upper, :level, :denominator, :version,
        strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))
ON CONFLICT (item_id, model, made, wave, import_id) DO NOTHING;
