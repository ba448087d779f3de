import { assert, assertEquals, assertRejects } from "@std/assert";
import { readColumns } from "../../loader/engines/duckdb/columns.ts";
import { Database } from "../../loader/engines/duckdb/database.ts";
import { DestinationError } from "../../loader/errors.ts";
import { duckdb } from "../lab.ts";
import { withSmallDisk } from "../small_disk.ts";

/** Reads a column and counts its values; `during` runs when the first ones have come. */
async function count(database: Database, table: string, during = () => {}): Promise<number> {
  let found = 0;
  for await (const [values] of readColumns(database, table, ["id"])) {
    if (found === 0) during();
    found += values!.length;
  }
  return found;
}

Deno.test("readColumns() does not read within the transaction of others, which may fail", async () => {
  const database = await Database.open(":memory:", false);
  await database.query("CREATE TABLE a AS SELECT i::VARCHAR AS id FROM range(100_000) AS r(i)");
  const reading = count(database, "a");
  const failing = database.transaction(async () => {
    await database.query("SELECT 1");
    await database.query("SELECT 'x'::INTEGER");
  });
  await assertRejects(() => failing, DestinationError, "Conversion Error");
  assertEquals(await reading, 100_000);
  await database.close();
});

Deno.test("a file that this process writes is not opened a second time, which DuckDB does not refuse", async () => {
  await using place = duckdb();
  const first = await Database.open(place.file, false);
  const spelled = place.file.replace(/\/([^/]+)$/, "/./$1");
  for (const readOnly of [false, true]) {
    const error = await assertRejects(
      () => Database.open(spelled, readOnly),
      DestinationError,
      "this process has it open already",
    );
    assertEquals(error.reason, "locked");
  }
  await first.close();
  const readers = [await Database.open(place.file, true), await Database.open(place.file, true)];
  await readers[0]!.close();
  await assertRejects(() => Database.open(place.file, false), DestinationError, "open already");
  await readers[1]!.close();
  await (await Database.open(place.file, false)).close();
});

Deno.test("Database removes what a process that was killed has spilled, and nothing else", async () => {
  await using place = duckdb();
  await (await Database.open(place.file, false)).close();
  const folder = `${place.file}.tmp`;
  await Deno.mkdir(folder);
  for (const name of ["duckdb_temp_storage_S32K-0.tmp", "duckdb_temp_block-7.block", "mine"]) {
    await Deno.writeTextFile(`${folder}/${name}`, "x");
  }
  const database = await Database.open(place.file, false);
  const [row] = await database.query<{ limit: string }>(
    "SELECT current_setting('memory_limit') AS limit",
  );
  assertEquals(row, { limit: "104.9 MiB" });
  await database.close();
  assertEquals([...Deno.readDirSync(folder)].map(({ name }) => name), ["mine"]);
});

Deno.test("Database removes what was spilled also when the log of the killed process takes memory", async () => {
  await using place = duckdb();
  const database = await Database.open(place.file, false);
  // So few rows at a time stay in the log.
  await database.query("CREATE TABLE a (text VARCHAR)");
  for (let rows = 0; rows < 100_000; rows += 10_000) {
    await database.query("INSERT INTO a SELECT md5(i::VARCHAR) FROM range(10_000) AS r(i)");
  }
  const copy = `${place.folder}/killed.duckdb`;
  await Deno.copyFile(place.file, copy);
  await Deno.copyFile(`${place.file}.wal`, `${copy}.wal`);
  await database.close();
  await Deno.mkdir(`${copy}.tmp`);
  await Deno.writeTextFile(`${copy}.tmp/duckdb_temp_block-7.block`, "x");
  const opened = await Database.open(copy, false);
  assertEquals(await opened.query("SELECT count(*) AS rows FROM a"), [{ rows: 100_000 }]);
  await opened.close();
  assertEquals([...Deno.readDirSync(`${copy}.tmp`)], []);
});

Deno.test("dropCache() lets go of what was read, and leaves DuckDB what it may take", async () => {
  await using place = duckdb();
  const database = await Database.open(place.file, false);
  await database.query(
    "CREATE TABLE a AS SELECT md5(i::VARCHAR) AS text FROM range(3_000_000) AS r(i)",
  );
  await database.query("CHECKPOINT");
  await database.makeRoom(100e6);
  const state = async () => {
    const [row] = await database.query<{ limit: string; bytes: number }>(
      `SELECT current_setting('memory_limit') AS "limit", sum(memory_usage_bytes)::BIGINT AS bytes
FROM duckdb_memory()`,
    );
    return row!;
  };
  await database.query("SELECT max(text) FROM a");
  const before = await state();
  assert(before.bytes > 45e6, `${before.bytes} bytes are kept`);
  await database.dropCache();
  const after = await state();
  assertEquals(after.limit, before.limit);
  assert(after.bytes <= 40e6, `${after.bytes} bytes are kept`);
  await database.close();
});

Deno.test("readColumns() reads every row, though a commit of others compacts the table", async () => {
  await using place = duckdb();
  const copy = `${place.folder}/killed.duckdb`;
  const written = await Database.open(place.file, false);
  await written.query("CREATE TABLE b (text VARCHAR)");
  const rows = (text: string) =>
    `SELECT i::VARCHAR AS id, repeat('${text}', 50) || i AS text FROM range(65_536) AS r(i)`;
  await written.query(`CREATE TABLE a AS ${rows("x")}`);
  await written.query("CHECKPOINT");
  await written.transaction(async () => {
    await written.query(`INSERT INTO a ${rows("y")}`);
    await written.query("DELETE FROM a WHERE rowid < 65_536");
  });
  // The row numbers stay what they are until the log is put into the file.
  await Deno.copyFile(place.file, copy);
  await Deno.copyFile(`${place.file}.wal`, `${copy}.wal`);
  await written.close();

  const database = await Database.open(copy, false);
  let appending = Promise.resolve();
  const read = await count(database, "a", () => {
    const texts = Array.from({ length: 40_000 }, (_, index) => ["z".repeat(900) + index]);
    appending = database.transaction(() => database.append("main", "b", texts));
  });
  await appending;
  assertEquals(read, 65_536);
  await database.close();
});

Deno.test("a statement that takes too much memory says so", async () => {
  const database = await Database.open(":memory:", false);
  const error = await assertRejects(
    () => database.query("SELECT string_agg(repeat('x', 1_000), '') FROM range(200_000)"),
    DestinationError,
    "this takes more memory than DuckDB is given",
  );
  assertEquals(error.reason, "failed");
  await database.close();
});

Deno.test("a disk that is full of what DuckDB puts aside is full, and not the memory", async (t) => {
  await withSmallDisk(t, 16, async (folder) => {
    const database = await Database.open(`${folder}/x.duckdb`, false);
    const sorted = "SELECT md5(i::VARCHAR) AS text FROM range(5_000_000) AS r(i) ORDER BY text";
    const error = await assertRejects(
      () => database.query(`SELECT count(*) FROM (${sorted} LIMIT 4_000_000)`),
      DestinationError,
      "the disk is full",
    );
    assertEquals(error.reason, "full");
    await database.close();
  });
});
