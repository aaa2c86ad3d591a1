-- Whether response has a column. Parameter: :name. A row when it has.
SELECT 1 FROM pragma_table_info('response') WHERE name = :name;
