-- Parameters: :import, :item, :stratum, :role, :n.
INSERT INTO role_tally (import_id, item_id, stratum, role, n) VALUES (:import, :item, :stratum, :role, :n);
