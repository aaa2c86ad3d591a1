-- Parameters: :import, :item, :stratum, :choice, :n.
INSERT INTO tally (import_id, item_id, stratum, choice, n) VALUES (:import, :item, :stratum, :choice, :n);
