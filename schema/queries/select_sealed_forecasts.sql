-- Every forecast as it was sealed, in the order they were stored. Columns: number, id of the item, model, made, wave,
-- import_id, estimate, lower, upper, level, denominator, version, created, sha256.
SELECT f.number, i.id, f.model, f.made, f.wave, f.import_id, f.estimate, f.lower, f.upper, f.level, f.denominator,
       f.version, f.created, f.sha256
FROM forecast AS f LEFT JOIN item AS i USING (item_id) ORDER BY f.number;
