import { conformance } from "../../loader/conformance.ts";
import { openDestination } from "../../loader/destinations/mod.ts";

for (const { name, check } of conformance) {
  Deno.test(`DuckDB ${name}`, async () => {
    const folder = await Deno.makeTempDir();
    try {
      await check(() => openDestination(`duckdb:${folder}/test.duckdb`));
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  });
}
