-- Parameters: :institution, :name.
UPDATE institution SET name = :name WHERE institution_id = :institution;
