import { createHash } from "node:crypto";
import { assert, assertEquals } from "@std/assert";
// @ts-types="../../client/std.d.ts"
import { delay } from "@std/async/delay";
import { resources } from "../../generated/resources.ts";
import { createShaper, isReject } from "../../loader/shape.ts";
import { type Line, linesOf } from "../cli/lines.ts";
import { startModule } from "../cli/process.ts";
import { workspaceLab } from "../lab.ts";

const resource = resources.holidays;
const rows = 300_000;
/** What a tick may take, in MB: what Deno Deploy gives, with room for what else is there. */
const ceiling = 400;

/** How ticks are ended, in turns: by a platform that asks, by one that does not, and by their slice. */
const endings = ["SIGINT", "SIGKILL", undefined] as const;

Deno.test("ticks that are evicted in every way, and two at once, end in the right table", async () => {
  await using lab = workspaceLab({ rows: { [resource.name]: rows } });
  const { sandbox, api, address } = lab;
  const env = {
    WORKSPACE_API_URL: api.url,
    WORKSPACE_API_TOKEN: api.token,
    WORKSPACE_DESTINATION: address,
    WORKSPACE_ONLY: resource.name,
    WORKSPACE_RATE: "0",
  };
  const startTick = (slice: string) =>
    startModule("cron", "tests/cron/one_tick.ts", { ...env, WORKSPACE_SLICE: slice });
  const endOf = async (process: Deno.ChildProcess): Promise<Line[]> => {
    const text = new TextDecoder().decode((await process.output()).stdout);
    return text === "" ? [] : linesOf(text);
  };
  const statusOf = (lines: Line[]) => lines.find(({ type }) => type === "tick")?.status;

  const statuses: unknown[] = [];
  const peaks: number[] = [];
  while (statuses.at(-1) !== "succeeded" && statuses.length < 60) {
    const signal = endings[statuses.length % endings.length];
    const process = startTick(signal ? "5m" : "1s");
    const peak = peakOf(process.pid);
    if (statuses.length === 0) {
      while (sandbox.requests.length < 2) await delay(5);
      process.kill("SIGSTOP"); // The list must not end before another tick has begun.
      assertEquals(statusOf(await endOf(startTick("5m"))), "busy");
      process.kill("SIGCONT");
    }
    sandbox.edits.push({
      table: resource.name,
      after: sandbox.requests.length + 400, // Enough for a part to be stored; the list may end sooner.
      do: () => signal && process.kill(signal),
    });
    const lines = await endOf(process);
    sandbox.edits.length = 0;
    statuses.push(statusOf(lines) ?? "killed");
    peaks.push(await peak);
  }
  assertEquals(statuses.at(-1), "succeeded", `${statuses}`);
  for (const status of ["killed", "interrupted", "continues"]) {
    assert(statuses.includes(status), `no tick ended so: ${status}; ${statuses}`);
  }
  assert(Math.max(...peaks) < ceiling, `${peaks} MB`);

  const shape = createShaper(resource);
  const expected = sandbox.records(resource.name).map((record) => {
    const row = shape(record, 0);
    if (isReject(row)) throw new Error(row.reason);
    return row.key[0]! + row.hash;
  }).sort();
  // DuckDB's memory does not hold the text of all of them at once.
  for (const digit of "0123456789abcdef") {
    const [found] = await lab.query(
      `SELECT md5(string_agg(id || _hash, '' ORDER BY id)) AS md5 FROM ${resource.name}
      WHERE id LIKE '${digit}%' AND _deleted_at IS NULL`,
    );
    const text = expected.filter((row) => row.startsWith(digit)).join("");
    assertEquals(found, { md5: createHash("md5").update(text).digest("hex") });
  }
  assertEquals(await lab.query(`SELECT count(*) AS n FROM ${resource.name}`), [{ n: rows }]);
});

/** The most memory that a process takes until it ends, in MB, as Linux tells it; 0 elsewhere. */
async function peakOf(pid: number): Promise<number> {
  let peak = 0;
  for (;; await delay(50)) {
    const status = await Deno.readTextFile(`/proc/${pid}/status`).catch(() => "");
    const [, kilobytes] = /^VmHWM:\s*(\d+)/m.exec(status) ?? [];
    if (kilobytes === undefined) return peak;
    peak = Number(kilobytes) / 1024;
  }
}
