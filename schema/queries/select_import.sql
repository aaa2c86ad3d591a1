-- Parameter: :import. Columns: kind, wave, codebook, by_hand, layout, created, version.
SELECT kind, wave, codebook, by_hand, layout, created, version FROM import WHERE import_id = :import;
