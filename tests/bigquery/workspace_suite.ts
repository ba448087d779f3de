import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { DestinationError } from "../../loader/errors.ts";
import { createSandbox } from "../../sandbox/mod.ts";
import { type Bench, run, stagesLeft } from "./bench.ts";

/** Registers the tests that a dataset holds the records of one workspace. */
export function testWorkspaces({ emulator, test }: Bench): void {
  const clients = { only: ["clients"] };

  test(
    "BigQuery holds the records of one workspace, and says whose",
    { rows: 3, ...clients },
    async ({ proxy, address, synced }) => {
      await using other = createSandbox({ rows: 4, seed: 2 }).listen();
      await synced();
      const error = await assertRejects(
        () => run(address, other, { deletes: "keep" }),
        DestinationError,
      );
      assertEquals(error.reason, "occupied");
      assertStringIncludes(error.message, "Cannot sync the workspace 'Sandbox 2'");
      assertStringIncludes(error.message, "it holds the workspace 'Sandbox 1'");

      const from = proxy.requests.length;
      assertEquals((await synced()).unchanged, 3);
      const looks = proxy.requests.slice(from).filter(({ body }) =>
        body.includes("workspace_name IS")
      );
      assertEquals(looks.length, 0, "the label tells whose the dataset is");
    },
  );

  test(
    "BigQuery refuses another workspace when the first sync has not ended",
    { rows: 300, ...clients },
    async ({ address, sandbox, sync, synced }) => {
      await using other = createSandbox({ rows: 4, seed: 2 }).listen();
      sandbox.faults.push({ what: 403, table: "clients", from: 3 });
      await sync();
      assert((await stagesLeft(emulator.url)).length > 0);
      await assertRejects(() => run(address, other), DestinationError, "it holds");
      const next = await synced();
      assertEquals([next.resumed, next.inserted], [200, 300]);
    },
  );

  test(
    "BigQuery takes over a dataset whose runs do not know their workspace",
    { rows: 3, ...clients },
    async ({ address, api, tables, synced }) => {
      await using other = createSandbox({ rows: 4, seed: 2 }).listen();
      await synced();
      const forget = async () => {
        await tables.change("_sync_runs", ({ labels = {} }) => ({
          labels: { ...labels, workspace: "unknown" },
        }));
        await tables.query(
          "forget the workspace",
          "UPDATE `test.ws._sync_runs` SET workspace_id = NULL, workspace_name = NULL WHERE TRUE",
        );
      };
      await forget();
      await assertRejects(
        () => run(address, other),
        DestinationError,
        `it holds a workspace that ${api.url}`,
      );
      assertEquals((await synced()).unchanged, 3);
      await assertRejects(
        () => run(address, other),
        DestinationError,
        "the workspace 'Sandbox 1'",
      );
    },
  );
}
