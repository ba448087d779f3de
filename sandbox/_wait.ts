/**
 * A wait that ends early without an error.
 *
 * @module
 */

/** Waits for milliseconds, which may be infinite, or until the signal. */
export function wait(milliseconds: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = milliseconds === Infinity ? undefined : setTimeout(resolve, milliseconds);
  signal.addEventListener("abort", () => resolve(), { once: true });
  return promise.finally(() => clearTimeout(timer));
}
