import { assertEquals } from "@std/assert";
import { resources } from "../../generated/resources.ts";
import { openDestination } from "../../loader/destinations/mod.ts";
import { createShaper, type Row } from "../../loader/shape.ts";
import { tableOf } from "../../loader/table.ts";
import { duckdb } from "../lab.ts";

/** A text that cannot be compressed, as fingerprints cannot: of 660 KB, for 31,000 keys. */
function fingerprints(): string {
  const bytes = new Uint8Array(496_000);
  for (let at = 0; at < bytes.length; at += 62_000) {
    crypto.getRandomValues(bytes.subarray(at, at + 62_000));
  }
  return bytes.toBase64();
}

Deno.test("DuckDB stores the checkpoints of a sweep that changes little of a million rows", async () => {
  await using place = duckdb();
  const table = tableOf(resources.clients!);
  const shape = createShaper(resources.clients!);
  const parts = Array.from({ length: 32 }, (_, part) => ({
    name: `part${part}`,
    rows: Array.from(
      { length: 300 },
      (_, row) => shape({ id: `${part} ${row}`, name: "x".repeat(900) }, part * 300 + row) as Row,
    ),
    rejects: [],
    checkpoint: fingerprints(),
  }));
  const names = parts.map(({ name }) => name);
  const lines = 32 * (300 + 1);

  const writing = await openDestination(place.address);
  const written = await writing.stage(table, "run");
  for (const part of parts) await written.append(part);
  assertEquals(await written.count(names), lines);
  await writing.close();

  const reading = await openDestination(place.address);
  const found = await reading.stage(table, "run");
  assertEquals(await found.count(names), lines);
  assertEquals([...found.checkpoints].sort(), parts.map(({ checkpoint }) => checkpoint).sort());
  await reading.close();
});
