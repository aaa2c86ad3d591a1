-- Parameters: :import, :earlier, :lineage, :n.
INSERT INTO pairing (import_id, earlier_import_id, lineage_id, institutions)
VALUES (:import, :earlier, :lineage, :n);
