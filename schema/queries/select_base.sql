-- Parameter: :import. Columns: stratum, respondents.
SELECT stratum, respondents FROM base WHERE import_id = :import;
