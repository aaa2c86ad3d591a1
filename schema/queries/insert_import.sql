-- Parameters: :kind, :wave, :codebook, :by_hand, :version. Column: import_id.
INSERT INTO import (kind, wave, codebook, by_hand, created, version)
VALUES (:kind, :wave, :codebook, :by_hand, strftime('%Y-%m-%dT%H:%M:%SZ', 'now'), :version)
RETURNING import_id;
