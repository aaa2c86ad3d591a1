-- Parameters: :import, :position, :code, :successor, :effective, :kind, :line.
INSERT INTO lineage (import_id, position, code, successor, effective, kind, line)
VALUES (:import, :position, :code, :successor, :effective, :kind, :line);
