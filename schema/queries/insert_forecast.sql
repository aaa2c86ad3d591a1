-- A forecast that is not there. Parameters: :number, :item, :model, :made, :wave, :import, :estimate, :lower, :upper,
-- :level, :denominator, :version, :created, :sha256.
INSERT INTO forecast (number, item_id, model, made, wave, import_id, estimate, lower, upper, level, denominator,
                      version, created, sha256)
VALUES (:number, :item, :model, :made, :wave, :import, :estimate, :lower, :upper, :level, :denominator, :version,
        :created, :sha256);
