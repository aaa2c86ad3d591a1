-- Its responses will come after all there are. Parameters: :kind, :wave, :codebook, :layout, :by_hand, :version.
-- Column: import_id.
INSERT INTO import (kind, wave, codebook, layout, by_hand, created, version, first_response)
VALUES (:kind, :wave, :codebook, :layout, :by_hand, strftime('%Y-%m-%dT%H:%M:%SZ', 'now'), :version,
        CASE :kind WHEN 'wave' THEN (SELECT coalesce(max(response_id), 0) + 1 FROM response) END)
RETURNING import_id;
