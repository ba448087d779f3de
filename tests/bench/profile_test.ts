import { assert, assertEquals } from "@std/assert";
import { workFolder } from "../../bench/processes.ts";
import { timesOf } from "../../bench/profile.ts";

Deno.test("timesOf() adds up the time since the sample before, by where it was spent", () => {
  const calls: readonly [functionName: string, url: string][] = [
    ["(idle)", ""],
    ["shape", "file:///home/ada/workspace-sync/loader/shape.ts"],
    ["op_node_hash_digest_hex", ""],
    ["append", "file:///home/ada/workspace-sync/loader/engines/duckdb/database.ts"],
    ["later", "file:///home/ada/other.ts"],
  ];
  const times = timesOf(JSON.stringify({
    nodes: calls.map(([functionName, url], id) => ({ id, callFrame: { functionName, url } })),
    samples: [0, 1, 2, 3, 4, 1],
    timeDeltas: [1_000, 2_000, 4_000, 8_000, 16_000, 32_000],
  }));
  assertEquals(Object.fromEntries(Object.entries(times).filter(([, spent]) => spent > 0)), {
    "waiting": 1,
    "shaping and hashing": 38,
    "calling DuckDB": 8,
    "all else": 16,
  });
});

Deno.test("timesOf() reads what --cpu-prof writes", async () => {
  await using folder = await workFolder();
  const script = `${folder.path}/loop.ts`;
  await Deno.writeTextFile(
    script,
    "const text = JSON.stringify(Array(1e5).fill({ a: 1 })); for (let i = 0; i < 5; i++) JSON.parse(text);",
  );
  const { success } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-q", "--cpu-prof", `--cpu-prof-dir=${folder.path}`, "--cpu-prof-name=p", script],
  }).output();
  assert(success);
  const times = timesOf(await Deno.readTextFile(`${folder.path}/p`));
  assert(times["all else"]! > 0);
  assert(!Object.values(times).some(Number.isNaN));
});
