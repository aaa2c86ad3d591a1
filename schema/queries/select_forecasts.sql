-- The forecasts that rest on nothing after an import. Parameter: :as_of. Columns: item_id, model, made, wave, import_id,
-- estimate, lower, upper, level, denominator, version, created.
SELECT item_id, model, made, wave, import_id, estimate, lower, upper, level, denominator, version, created FROM forecast
WHERE import_id <= :as_of ORDER BY item_id, model, made, wave, import_id;
