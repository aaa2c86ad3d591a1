-- All decision records, by wave and number. Columns: wave, number, record.
SELECT wave, number, record FROM decision ORDER BY wave, number;
