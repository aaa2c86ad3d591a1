// The peer DuckDB: reads a survey into a table of a new database, then counts the twelve items by stratum.
//
//     node duckdb.mjs FILE DATABASE TALLIES
//
// Every column stays text, so that leading zeros live; nothing has to be guessed, which makes it no slower. TALLIES is
// a CSV of stratum, item, choice and count without a header. Without arguments it prints DuckDB's version.
import { writeFileSync } from 'node:fs';
import { DuckDBInstance } from '@duckdb/node-api';

const quoted = (text) => `'${text.replaceAll("'", "''")}'`;

const [file, database, tallies] = process.argv.slice(2);
const instance = await DuckDBInstance.create(database ?? ':memory:', { threads: '2' });
const connection = await instance.connect();
const read = async (sql) => (await connection.runAndReadAll(sql)).getRows();
if (file === undefined) {
  console.log((await read('SELECT version()'))[0][0]);
} else {
  await connection.run(`CREATE TABLE survey AS FROM read_csv(${quoted(file)}, header = true, all_varchar = true)`);
  let lines = '';
  for (let i = 1; i <= 12; i++)
    for (const row of await read(`SELECT 業態, '問${i}', 問${i}, count(*) FROM survey GROUP BY 業態, 問${i}`))
      lines += `${row.join(',')}\n`;
  writeFileSync(tallies, lines);
  await connection.run('CHECKPOINT');
}
connection.closeSync();
instance.closeSync();
