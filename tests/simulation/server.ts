/**
 * The API, without a network.
 *
 * @module
 */

import type { Resource } from "../../client/resource.ts";
import { identityRoute } from "../../generated/resources.ts";
import { idOf, type Listing, recordOf } from "./listing.ts";
import { type Plan, unknownCursors } from "./plan.ts";
import type { Steps } from "./steps.ts";
import type { VirtualTime } from "./virtual_time.ts";

/** A request for a page that was answered. */
export interface Asked {
  readonly resource: string;
  readonly cursor: string | null;
  /** Records of the answer. */
  readonly records: number;
}

/** The pages of a list that followed one another without a doubt. */
export interface Walk {
  /** Whether the list knew all cursors, so that no page was read in vain. */
  isStraight: boolean;
  /** The content with which each record was listed last, by number. */
  readonly last: Map<number, number>;
}

/** What a server is made from. */
export interface ServerOptions extends Pick<Plan, "page" | "unknown" | "latency"> {
  readonly resources: readonly Resource[];
  readonly listings: readonly Listing[];
  readonly time: VirtualTime;
  readonly steps: Steps;
}

/** Answers the requests of one run. */
export class Server {
  /** The pages that were asked for. */
  readonly asked: Asked[] = [];
  /** The walk over each list. */
  readonly walks: readonly Walk[];
  readonly #options: ServerOptions;

  constructor(options: ServerOptions) {
    this.#options = options;
    this.walks = options.listings.map(() => ({ isStraight: true, last: new Map() }));
  }

  /** Takes the place of the global one. */
  readonly fetch = async (input: RequestInfo | URL): Promise<Response> => {
    const url = new URL((input as Request).url);
    const { steps, time, latency } = this.#options;
    return await steps.take(() => {
      time.pass(latency);
      const isList = url.pathname !== identityRoute!.path;
      // Only lists are refused: whose token it is has to be known for a stage to be resumed.
      const fault = isList || steps.faults[0] !== "403" ? steps.faults.shift() : undefined;
      if (fault === "lost") throw new TypeError("The connection is lost, on purpose");
      if (fault !== undefined) return new Answer({}, Number(fault));
      if (isList) return this.#list(url);
      return new Answer({ [identityRoute!.id]: "1", [identityRoute!.name]: "one" });
    });
  };

  #list({ pathname, searchParams }: URL): Response {
    const { resources, listings, page, unknown, steps } = this.#options;
    const index = resources.findIndex(({ path }) => path === pathname);
    const { name, columns, pagination } = resources[index]!;
    const { records } = listings[index]!;
    const cursor = searchParams.get(pagination.cursorParam);
    const place = records.findIndex((item) => String(idOf(item)) === cursor);
    const how = unknown === "any" ? unknownCursors[this.asked.length % 4] : unknown;

    let results = records.slice(place + 1, place + 1 + page);
    const walk = this.walks[index]!;
    if (cursor === null) walk.last.clear();
    if (cursor !== null && place < 0) {
      walk.isStraight = false;
      if (how === "400" || how === "404") return new Answer({}, Number(how));
      if (how === "empty") results = [];
    }
    const repeat = steps.repeats[index];
    if (cursor !== null && results.length > 0 && repeat !== undefined) {
      const item = listings[index]!.repeat(repeat, results);
      if (item !== undefined) results.unshift(item);
      steps.repeats[index] = undefined;
    }
    listings[index]!.serve(cursor, results);
    for (const { number, content } of results.toReversed()) walk.last.set(number, content);
    this.asked.push({ resource: name, cursor, records: results.length });
    const flag = columns[2]!.path[0]!;
    return new Answer({
      [pagination.items]: results.map((item) => recordOf(item, flag)),
      [pagination.hasMore]: results.length > 0 && place + 1 + page < records.length,
    });
  }
}

/** A response whose body is at hand: to stream it would take a third of the simulation's time. */
class Answer extends Response {
  readonly #body: unknown;

  constructor(body: unknown, status = 200) {
    super(null, { status });
    this.#body = body;
  }

  override arrayBuffer(): Promise<ArrayBuffer> {
    return Promise.resolve(new TextEncoder().encode(JSON.stringify(this.#body)).buffer);
  }
}
