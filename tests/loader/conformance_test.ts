import { conformance } from "../../loader/conformance.ts";
import { openDestination } from "../../loader/destinations/mod.ts";
import { duckdb } from "../lab.ts";

for (const { name, check } of conformance) {
  Deno.test(`DuckDB ${name}`, async () => {
    await using place = duckdb();
    await check(() => openDestination(place.address));
  });
}
