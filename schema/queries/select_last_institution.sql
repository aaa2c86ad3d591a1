-- Column: the highest institution_id, NULL where there is none.
SELECT max(institution_id) FROM institution;
