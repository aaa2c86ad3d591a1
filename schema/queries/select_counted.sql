-- Whether one of two vintages came as counts. Parameters: :import, :earlier. A row when it did.
SELECT 1 FROM import WHERE import_id IN (:import, :earlier) AND layout = 'counts' LIMIT 1;
