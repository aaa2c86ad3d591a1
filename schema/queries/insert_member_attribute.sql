-- Parameters: :import, :wave, :code, :attribute, :value.
INSERT INTO frame_attribute (import_id, wave, code, attribute, value)
VALUES (:import, :wave, :code, :attribute, :value);
