-- Keeps an input, unless it is there. Parameters: :sha256, :name, :bytes.
INSERT INTO input (sha256, name, bytes)
SELECT :sha256, :name, :bytes WHERE NOT EXISTS (SELECT 1 FROM input WHERE sha256 = :sha256);
