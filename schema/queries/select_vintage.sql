-- The newest vintage of those files, in their order. Parameters: :kind, :wave (NULL for side files), :codebook, :by_hand,
-- :files (hashes between spaces). Column: import_id, NULL where there is none.
SELECT max(import_id) FROM import AS i
WHERE kind = :kind AND wave IS :wave AND codebook = :codebook AND by_hand = :by_hand AND :files =
    (SELECT group_concat(sha256, ' ') FROM
        (SELECT sha256 FROM import_file AS f WHERE f.import_id = i.import_id ORDER BY position));
