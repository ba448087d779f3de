import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { resources } from "../../generated/resources.ts";
import { DestinationError } from "../../loader/errors.ts";
import { createSandbox } from "../../sandbox/mod.ts";
import { type Bench, run, stagesLeft, tablesBehind } from "./bench.ts";

/** Registers the tests that a dataset holds the records of one workspace. */
export function testWorkspaces({ emulator, test }: Bench): void {
  const only = { resources: [resources.clients!] };

  test("BigQuery holds the records of one workspace, and says whose", async (proxy, address) => {
    await using api = createSandbox({ rows: 3 }).listen();
    await using other = createSandbox({ rows: 4, seed: 2 }).listen();
    await run(address, api, only);
    const error = await assertRejects(
      () => run(address, other, { ...only, deletes: "keep" }),
      DestinationError,
    );
    assertEquals(error.reason, "occupied");
    assertStringIncludes(error.message, "Cannot sync the workspace 'Sandbox 2'");
    assertStringIncludes(error.message, "it holds the workspace 'Sandbox 1'");

    const from = proxy.requests.length;
    const { run: again } = await run(address, api, only);
    assertEquals([again.status, again.unchanged], ["succeeded", 3]);
    const looks = proxy.requests.slice(from).filter(({ body }) =>
      body.includes("workspace_name IS")
    );
    assertEquals(looks.length, 0, "the label tells whose the dataset is");
  });

  test(
    "BigQuery refuses another workspace when the first sync has not ended",
    async (_proxy, address) => {
      const sandbox = createSandbox({ rows: 300 });
      await using api = sandbox.listen();
      await using other = createSandbox({ rows: 4, seed: 2 }).listen();
      sandbox.faults.push({ what: 403, table: "clients", from: 3 });
      await run(address, api, only);
      assert((await stagesLeft(emulator.url)).length > 0);
      await assertRejects(() => run(address, other, only), DestinationError, "it holds");
      const { run: next } = await run(address, api, only);
      assertEquals([next.resumed, next.inserted], [200, 300]);
    },
  );

  test(
    "BigQuery takes over a dataset whose runs do not know their workspace",
    async (proxy, address) => {
      await using api = createSandbox({ rows: 3 }).listen();
      await using other = createSandbox({ rows: 4, seed: 2 }).listen();
      await run(address, api, only);
      const tables = tablesBehind(proxy);
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
        () => run(address, other, only),
        DestinationError,
        `it holds a workspace that ${api.url}`,
      );
      assertEquals((await run(address, api, only)).run.unchanged, 3);
      await assertRejects(
        () => run(address, other, only),
        DestinationError,
        "the workspace 'Sandbox 1'",
      );
    },
  );
}
