-- Parameters: :import, :wave, :item, :percent, :n, :change, :source.
INSERT INTO published (import_id, wave, item, percent, n, points_change, source)
VALUES (:import, :wave, :item, :percent, :n, :change, :source);
