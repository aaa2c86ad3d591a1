-- The newest vintage of a wave or side file up to an import. Parameters: :kind, :wave (NULL for side files), :as_of.
-- Columns: import_id, codebook, by_hand, layout, created, version; no row where there is none.
SELECT import_id, codebook, by_hand, layout, created, version FROM import
WHERE kind = :kind AND wave IS :wave AND import_id <= :as_of
ORDER BY import_id DESC LIMIT 1;
