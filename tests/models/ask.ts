/**
 * Syncs the workspace of `workspace.ts`, and asks the models about it.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { destinationKind, openDestination } from "../../loader/destinations/mod.ts";
import { sync } from "../../loader/sync.ts";
import { type Model, models, sqlOf } from "../../models/mod.ts";
import { answers, type Row } from "./answers.ts";
import { removeRecords, today, workspaceBefore } from "./workspace.ts";

/** Syncs the workspace into a destination, then some records are removed, and it is synced again. */
export async function syncWorkspace(address: string): Promise<void> {
  const sandbox = workspaceBefore();
  await using api = sandbox.listen();
  const destination = await openDestination(address);
  try {
    const once = () =>
      sync({ client: { baseUrl: api.url, token: api.token, rate: 0 }, destination });
    assertEquals((await once()).run.status, "succeeded");
    removeRecords(sandbox);
    const { run } = await once();
    assertEquals([run.status, run.deleted], ["succeeded", 8]);
  } finally {
    await destination.close();
  }
}

/** Rows as a list that does not depend on their order. */
export function sorted(rows: readonly (readonly unknown[])[]): string[] {
  return rows.map((row) => JSON.stringify(row)).sort();
}

/** The texts of a row that was worked out by hand. */
export function textsOf(row: Row): (string | null)[] {
  return row.map((value) => value === null ? null : String(value));
}

/** Makes sure that every model gives the answer that was worked out, by its query. */
export async function assertAnswers(
  address: string,
  step: (name: string, fn: () => Promise<void>) => Promise<unknown>,
): Promise<void> {
  const kind = await destinationKind(address);
  await using reader = await kind.read(address);
  const ask = async (model: Model) => {
    const sql = sqlOf(model, { ...reader, today });
    const { columns, rows } = await reader.query(sql);
    assertEquals(columns.map(({ name }) => name), model.columns.map(({ name }) => name));
    const found = (await Array.fromAsync(rows)).flat();
    assertEquals(sorted(found), sorted(answers[model.name]!.map(textsOf)));
    const at = model.grain.map((name) => columns.findIndex((column) => column.name === name));
    const keys = found.map((row) => JSON.stringify(at.map((index) => row[index])));
    assertEquals(new Set(keys).size, found.length, "the grain identifies a row");
  };
  for (const model of models) await step(model.name, () => ask(model));
}
