-- Ends the range that the responses of a wave's vintage lie in. Parameter: :import.
UPDATE import SET last_response = (SELECT coalesce(max(response_id), 0) FROM response)
WHERE import_id = :import AND kind = 'wave';
