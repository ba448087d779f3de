/**
 * Simulates in a worker. A message begins it; figures come back, and at last how it ended.
 *
 * @module
 */

import { type Figures, simulate, type SimulateOptions } from "./simulate.ts";

/** What a worker says. */
export type Told = { readonly figures: Figures } | { readonly done: Figures } | {
  readonly error: string;
};

/** What a worker's global object has beside those of a module. */
const worker = self as unknown as {
  onmessage: (event: MessageEvent<SimulateOptions>) => void;
  postMessage: (told: Told) => void;
};
const post = (told: Told) => worker.postMessage(told);

worker.onmessage = async ({ data }) => {
  try {
    post({ done: await simulate({ ...data, onProgress: (figures) => post({ figures }) }) });
  } catch (error) {
    post({ error: (error as Error).message });
  }
};
