-- The respondents of a vintage. Parameter: :import. Columns: code, name, stratum.
SELECT i.code, i.name, r.stratum FROM response AS r JOIN institution AS i USING (institution_id)
WHERE r.import_id = :import AND r.response_id BETWEEN
      (SELECT first_response FROM import WHERE import_id = :import) AND
      (SELECT last_response FROM import WHERE import_id = :import)
ORDER BY i.code;
