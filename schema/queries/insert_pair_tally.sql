-- Parameters: :import, :earlier, :lineage, :item, :from, :to, :before, :after, :n.
INSERT INTO pair_tally (import_id, earlier_import_id, lineage_id, item_id, earlier_stratum, stratum, earlier_choice,
                        choice, n)
VALUES (:import, :earlier, :lineage, :item, :from, :to, :before, :after, :n);
