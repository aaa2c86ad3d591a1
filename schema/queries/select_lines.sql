-- Where the responses of a vintage stand, in the order of their rows. Parameter: :import. Columns: file, line.
SELECT f.name, r.line FROM response AS r JOIN import_file AS f USING (file_id)
WHERE r.import_id = :import AND r.response_id BETWEEN
      (SELECT first_response FROM import WHERE import_id = :import) AND
      (SELECT last_response FROM import WHERE import_id = :import)
ORDER BY r.response_id;
