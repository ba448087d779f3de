/**
 * Simulates on every core.
 *
 * @module
 */

import { type Figures, noFigures, type SimulateOptions } from "./simulate.ts";
import type { Told } from "./worker.ts";

/**
 * Tries cases until the time is up, those of each seed in one of several workers.
 *
 * @throws {Error} when one fails; the message ends in the command that repeats it.
 */
export async function simulateOnAllCores(options: SimulateOptions): Promise<Figures> {
  const { onProgress, seed = Math.floor(Math.random() * 2 ** 31), path, cases, ...rest } = options;
  const size = path === undefined ? navigator.hardwareConcurrency : 1;
  const figures = Array.from({ length: size }, () => noFigures);
  const workers = figures.map(() =>
    new Worker(import.meta.resolve("./worker.ts"), { type: "module" })
  );
  const simulating = workers.map((worker, index) =>
    new Promise<void>((resolve, reject) => {
      worker.onerror = (event) => reject(new Error(event.message));
      worker.onmessage = ({ data }: MessageEvent<Told>) => {
        if ("error" in data) return reject(new Error(data.error));
        figures[index] = "done" in data ? data.done : data.figures;
        onProgress?.(sum(figures));
        if ("done" in data) resolve();
      };
      const share = cases === undefined ? {} : { cases: Math.ceil(cases / size) };
      worker.postMessage({ ...rest, ...share, path, seed: seed + index, stride: size });
    })
  );
  try {
    await Promise.all(simulating);
  } finally {
    for (const worker of workers) worker.terminate();
  }
  return sum(figures);
}

function sum(all: readonly Figures[]): Figures {
  const total = { ...noFigures };
  for (const figures of all) {
    for (const name of Object.keys(total) as (keyof Figures)[]) total[name] += figures[name];
  }
  return total;
}
