import { assertEquals, assertMatch } from "@std/assert";
import { DestinationReader } from "../../cli/status_page/reader.ts";
import type { Destination } from "../../loader/destination.ts";
import { openDestination } from "../../loader/destinations/mod.ts";
import { tableOf } from "../../loader/table.ts";
import { resources } from "../../generated/resources.ts";
import { workspaceLab } from "../lab.ts";

const minute = 60_000;

/** A reader, how often it has opened the destination, and its clock. */
function readerOf(open: () => Promise<Destination>, file?: string) {
  const counted = { opens: 0, now: new Date("2026-01-01T00:00:00Z") };
  const reader = new DestinationReader({
    open: () => {
      counted.opens++;
      return open();
    },
    file,
    now: () => counted.now,
  });
  return { reader, counted };
}

Deno.test("what may be charged for is read once a minute at most, and again after a sync of this process", async () => {
  await using lab = workspaceLab({ rows: 2 });
  await lab.sync();
  const { reader, counted } = readerOf(() => openDestination(lab.address, { readOnly: true }));
  await Promise.all([reader.snapshot(), reader.snapshot()]);
  assertEquals(counted.opens, 1);
  const later = (ms: number) => counted.now = new Date(counted.now.getTime() + ms);
  later(minute - 1);
  assertEquals((await reader.snapshot()).value?.runs.length, 1);
  assertEquals(counted.opens, 1);
  later(1);
  await reader.snapshot();
  assertEquals(counted.opens, 2);
  later(9 * minute);
  await reader.snapshot(10 * minute);
  assertEquals(counted.opens, 2);
  const before = await reader.version();
  await reader.whileWriting(() => lab.sync());
  assertEquals(await reader.version() === before, false);
  assertEquals((await reader.snapshot(10 * minute)).value?.runs.length, 2);
});

Deno.test("a file is read again only when it has changed", async () => {
  await using lab = workspaceLab({ rows: 2 });
  await lab.sync();
  const open = () => openDestination(lab.address, { readOnly: true });
  const { reader, counted } = readerOf(open, lab.file);
  await reader.snapshot();
  counted.now = new Date("2027-01-01T00:00:00Z");
  await reader.snapshot();
  assertEquals(counted.opens, 1);
  await lab.sync();
  assertEquals((await reader.snapshot()).value?.runs.length, 2);
  assertEquals(counted.opens, 2);
});

Deno.test("while a sync writes into a file, what was read before is shown, and why", async () => {
  await using lab = workspaceLab({ rows: 2 });
  await lab.sync();
  const open = () => openDestination(lab.address, { readOnly: true });
  const { reader } = readerOf(open, lab.file);
  await reader.snapshot();
  await lab.sync();
  await reader.whileWriting(async () => {
    const { value, problem } = await reader.snapshot();
    assertEquals([value?.runs.length, problem], [1, "A sync is writing into the file"]);
    const drift = await reader.drift(tableOf(resources.clients));
    assertEquals(drift, { value: undefined, problem, isBusy: true });
  });
  assertEquals((await reader.snapshot()).value?.runs.length, 2);
});

Deno.test("a sync waits until the file is read, so that it is never refused", async () => {
  await using lab = workspaceLab({ rows: 2 });
  await lab.sync();
  const open = () => openDestination(lab.address, { readOnly: true });
  const { reader } = readerOf(open, lab.file);
  for (let round = 0; round < 3; round++) {
    const reading = reader.snapshot();
    const { run } = await reader.whileWriting(() => lab.sync());
    assertEquals(run.status, "succeeded");
    await reading;
  }
});

Deno.test("a file that another connection writes is not read, and the page says why", async () => {
  await using lab = workspaceLab({ rows: 2 });
  await lab.sync();
  const { reader } = readerOf(() => openDestination(lab.address, { readOnly: true }), lab.file);
  await reader.snapshot();
  const writer = await openDestination(lab.address);
  await Deno.utime(lab.file, new Date(), new Date());
  const { value, problem } = await reader.snapshot();
  assertEquals(value?.runs.length, 1);
  assertMatch(problem!, /this process has it open already/);
  assertEquals(reader.isBusy, true);
  await writer.close();
  assertEquals((await reader.snapshot()).problem, undefined);
  assertEquals(reader.isBusy, false);
});
