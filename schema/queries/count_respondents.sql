-- The responses of a vintage, counted. Parameter: :import. Columns: stratum, n.
SELECT stratum, count(*) FROM response
WHERE import_id = :import AND response_id BETWEEN (SELECT first_response FROM import WHERE import_id = :import)
    AND (SELECT last_response FROM import WHERE import_id = :import)
GROUP BY stratum;
