SELECT wave, attribute, value, n, line FROM margin WHERE import_id = :import ORDER BY line;
