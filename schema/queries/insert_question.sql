-- Parameters: :import, :item, :text, :sha256, :equivalence.
INSERT INTO question (import_id, item_id, text, sha256, equivalence)
VALUES (:import, :item, :text, :sha256, :equivalence);
