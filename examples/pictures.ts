/**
 * Makes the pictures of docs/questions.md, from the sandbox: `deno task pictures`.
 *
 * @module
 */

import { openDestination, sync } from "@workspace-sync/loader";
import { duckDb } from "@workspace-sync/loader/duckdb";
import { createSandbox } from "@workspace-sync/sandbox";
import { chartsOf, lastDay } from "./answers.ts";
import { barPicture } from "./bars.ts";

const folder = await Deno.makeTempDir();
const address = `duckdb:${folder}/pictures.duckdb`;
await using api = createSandbox().listen();
const destination = await openDestination(address);
await sync({ client: { baseUrl: api.url, token: api.token, rate: 0 }, destination });
await destination.close();
{
  await using reader = await duckDb.read(address);
  for (const chart of await chartsOf(reader)) {
    const file = new URL(`../docs/images/${chart.model}.svg`, import.meta.url);
    await Deno.writeTextFile(file, barPicture(chart, `The sandbox's records on ${lastDay}`));
    console.log(file.pathname);
  }
}
await Deno.remove(folder, { recursive: true });
