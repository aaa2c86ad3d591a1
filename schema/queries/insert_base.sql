-- Parameters: :import, :stratum, :n.
INSERT INTO base (import_id, stratum, respondents) VALUES (:import, :stratum, :n);
