-- The institution of a code, made when it is new. A name given replaces the one kept. Parameters: :code, :name.
-- Column: institution_id.
INSERT INTO institution (code, name) VALUES (:code, :name)
ON CONFLICT (code) DO UPDATE SET name = coalesce(excluded.name, name)
RETURNING institution_id;
