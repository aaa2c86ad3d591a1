-- Parameter: :import. Columns: wave, item, percent, n, points_change, source.
SELECT wave, item, percent, n, points_change, source FROM published WHERE import_id = :import ORDER BY wave, item;
