import { assert, assertEquals, assertRejects } from "@std/assert";
import { abortable, linkedAbort } from "../../client/abort.ts";

/** A signal that counts who listens to it. */
function counted(): { controller: AbortController; listeners: () => number } {
  const controller = new AbortController();
  const { signal } = controller;
  let count = 0;
  const add = signal.addEventListener.bind(signal);
  const remove = signal.removeEventListener.bind(signal);
  Object.assign(signal, {
    addEventListener: (...listener: Parameters<typeof add>) => (count++, add(...listener)),
    removeEventListener: (...listener: Parameters<typeof remove>) => (count--, remove(...listener)),
  });
  return { controller, listeners: () => count };
}

// `AbortSignal.any()` is missing in Node 20.0 to 20.2.
for (const any of [AbortSignal.any, undefined] as const) {
  const where = any ? "with" : "without";

  Deno.test(`linkedAbort() follows signals, ${where} AbortSignal.any()`, () => {
    const kept = AbortSignal.any;
    Object.assign(AbortSignal, { any });
    try {
      const reason = new Error("enough");
      const [one, other] = [counted(), counted()];
      const link = linkedAbort([one.controller.signal, other.controller.signal]);
      assert(!link.signal.aborted);
      other.controller.abort(reason);
      assertEquals([link.signal.aborted, link.signal.reason], [true, reason]);

      const late = linkedAbort([one.controller.signal, AbortSignal.abort(reason)]);
      assertEquals(late.signal.reason, reason);

      const own = linkedAbort([one.controller.signal]);
      own.abort(reason);
      assertEquals([own.signal.reason, one.controller.signal.aborted], [reason, false]);

      for (const each of [link, late, own]) each.unlink();
      assertEquals(one.listeners(), 0);
    } finally {
      Object.assign(AbortSignal, { any: kept });
    }
  });
}

Deno.test("abortable() ends a wait for work that does not heed its signal", async () => {
  const { controller } = counted();
  const hung = abortable(new Promise(() => {}), controller.signal);
  const reason = new Error("enough");
  controller.abort(reason);
  assertEquals(await assertRejects(() => hung), reason);
  const done = counted();
  assertEquals(await abortable(Promise.resolve(7), done.controller.signal), 7);
  await Promise.resolve();
  assertEquals(done.listeners(), 0);
});
