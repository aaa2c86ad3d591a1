-- Parameters: :import, :wave, :stratum, :n.
INSERT INTO frame (import_id, wave, stratum, n) VALUES (:import, :wave, :stratum, :n);
