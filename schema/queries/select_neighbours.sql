-- The waves with data next before and next after a wave. Parameter: :wave. Columns: earlier, later (NULL: none).
SELECT (SELECT max(wave) FROM import WHERE kind = 'wave' AND wave < :wave),
       (SELECT min(wave) FROM import WHERE kind = 'wave' AND wave > :wave);
