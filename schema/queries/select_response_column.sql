-- Whether response has a column, and how many it has. Parameter: :name. Columns: 1 or 0, the number.
SELECT max(name = :name), count(*) FROM pragma_table_info('response');
