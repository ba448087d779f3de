/**
 * Sums up where a process spent its time, from the profile that `--cpu-prof` writes.
 *
 * @module
 */

/** What is read of a profile of V8. */
interface Profile {
  /** Functions, by how they were called. */
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string };
  }[];
  /** The node that was at work, at every sample. */
  readonly samples: readonly number[];
  /** Microseconds since the sample before, or since the start. */
  readonly timeDeltas: readonly number[];
}

/** Where time goes, and the modules that it is spent in; what is not JavaScript has a name in their place. */
const places: readonly (readonly [place: string, modules: RegExp])[] = [
  ["waiting", /^\(idle\)$/],
  ["garbage collection", /^\(garbage collector\)$/],
  ["parsing JSON", /\/client\/exact_json\.ts$|\/bench\/worker\.ts$|^RegExp: .*eE/],
  ["shaping and hashing", /\/loader\/(shape|convert|chunks)\.ts$|crypto\/hash|^op_node_.*hash/],
  ["comparing", /\/loader\/(diff|parts|bookmarks)\.ts$/],
  ["calling DuckDB", /\/duckdb\/|@duckdb\//],
  ["the rest of the client", /\/(client|generated)\/|openapi-fetch/],
  ["Deno: requests, streams, modules", /^ext:|^node:|^op_/],
];

const rest = "all else";

/** Milliseconds by place, also those where none was spent. */
export type Times = Readonly<Record<string, number>>;

/** Sums up a profile, given as JSON text. */
export function timesOf(text: string): Times {
  const { nodes, samples, timeDeltas }: Profile = JSON.parse(text);
  const placeOf = new Map(nodes.map(({ id, callFrame: { functionName, url } }) => {
    const found = places.find(([, modules]) => modules.test(url || functionName));
    return [id, found?.[0] ?? rest];
  }));
  const times = Object.fromEntries([...places.map(([place]) => [place, 0]), [rest, 0]]);
  samples.forEach((id, at) => times[placeOf.get(id)!] += timeDeltas[at]! / 1000);
  return times;
}
