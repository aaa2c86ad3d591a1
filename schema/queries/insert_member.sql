-- Parameters: :import, :wave, :code, :name, :stratum, :size, :line.
INSERT INTO frame_member (import_id, wave, code, name, stratum, size, line)
VALUES (:import, :wave, :code, :name, :stratum, :size, :line);
