/**
 * Ends work when any of several signals is aborted.
 *
 * @module
 */

/** A signal that is aborted by {@linkcode LinkedAbort.abort}, or with one of the signals that it follows. */
export interface LinkedAbort {
  /** Ends the work. */
  readonly signal: AbortSignal;
  /** Ends the work, with this reason. */
  abort(reason?: unknown): void;
  /** Ends the work's interest in the signals that it follows, which may live for long. */
  unlink(): void;
}

/** Makes a signal that follows others. */
export function linkedAbort(signals: readonly AbortSignal[]): LinkedAbort {
  const own = new AbortController();
  const abort = (reason?: unknown) => own.abort(reason);
  if (signals.length === 0) return { signal: own.signal, abort, unlink: () => {} };
  // It is preferred where there is one: Node warns of a leak when over ten requests listen to one signal.
  if (typeof AbortSignal.any === "function") {
    return { signal: AbortSignal.any([...signals, own.signal]), abort, unlink: () => {} };
  }
  const follows = signals.map((signal) => {
    const follow = () => abort(signal.reason);
    if (signal.aborted) follow();
    else signal.addEventListener("abort", follow, { once: true });
    return () => signal.removeEventListener("abort", follow);
  });
  return { signal: own.signal, abort, unlink: () => follows.forEach((unfollow) => unfollow()) };
}

/** Settles as the work does, or rejects once the signal is aborted, whether the work heeds that or not. */
export function abortable<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener("abort", abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}
