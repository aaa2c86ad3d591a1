-- Parameters: :import, :item, :stratum, :option, :n.
INSERT INTO option_tally (import_id, item_id, stratum, option, n) VALUES (:import, :item, :stratum, :option, :n);
