/**
 * Lists a route page by page: what its queries are, and what its answers hold.
 *
 * @module
 */

import type { Answer } from "./answer.ts";
import type { Attempt } from "./attempt.ts";
import { envelopeOf } from "./envelope.ts";
import { ConfigurationError } from "./errors.ts";
import { isExactNumber } from "./exact_json.ts";
import { type AnsweredPage, List } from "./list.ts";
import { paginate } from "./paginate.ts";
import { paginateRanges } from "./ranges.ts";
import type { Pagination } from "./resource.ts";
import type { CallSettings } from "./settings.ts";
import { Walk } from "./walk.ts";

/** Values of query parameters; `undefined` is left out. */
export type Query = Readonly<Record<string, string | number | boolean | undefined>>;

/** What is listed, and how. */
export interface Listing {
  /** Path of the list. */
  readonly route: string;
  /** How it is paged. */
  readonly pagination: Pagination;
  /** What narrows it. */
  readonly query: Query;
  /** How its pages are asked for, and how often. */
  readonly call: CallSettings;
  /** Runs the requests. */
  readonly attempt: Attempt;
  /** Sends one request for a page. */
  readonly send: (query: Query, signal: AbortSignal) => Promise<Answer>;
  /** Most pages of the list. */
  readonly maxPages: number;
  /** Pages that an earlier walk has read. */
  readonly pagesBefore: number | undefined;
  /** Whether the next page is asked for while one is worked on. */
  readonly readAhead: boolean | undefined;
}

/**
 * Makes the list of a route.
 *
 * @throws {ConfigurationError} when it is to be read backwards.
 */
export function listOf(listing: Listing): List<Record<string, unknown>> {
  const { route, pagination, query, call, attempt, maxPages, pagesBefore, readAhead } = listing;
  const { cursorParam, cursorField, orderField, limitParam, limit, reverseParam } = pagination;
  if (reverseParam !== undefined && query[reverseParam] !== undefined) {
    throw new ConfigurationError(
      `Cannot list ${route} by '${reverseParam}': lists are read forwards only, since the API does not say ` +
        `what it answers when the record is gone; use '${cursorParam}'`,
      { method: "GET", route },
    );
  }
  const { [cursorParam]: from, [limitParam]: size = limit, ...filters } = query;
  const rest = { [limitParam]: size, ...filters };
  const startingAfter = from === undefined ? undefined : String(from);

  const fetchWith = (rest: Query) => (cursor: string | undefined, signal?: AbortSignal) =>
    attempt.run({
      route,
      call,
      signal,
      send: (signal) =>
        listing.send(cursor === undefined ? rest : { ...rest, [cursorParam]: cursor }, signal),
      read: (body, { response }) => {
        const envelope = envelopeOf(body, pagination);
        return typeof envelope === "string" ? envelope : { ...envelope, response };
      },
    });

  const walk = {
    fetchPage: fetchWith(rest),
    cursorOf: (record: Record<string, unknown> | null) => textOf(record?.[cursorField]),
    maxPages,
    pagesBefore,
    readAhead,
    name: route,
  };
  const one = (
    cursor: string | undefined,
    fetchPage: typeof walk.fetchPage,
  ): Promise<AnsweredPage<Record<string, unknown>>> =>
    new Walk(
      { ...walk, fetchPage },
      { startingAfter: cursor },
      { pages: 0 },
      new AbortController().signal,
    ).next();
  return new List({
    first: (limit) =>
      one(
        startingAfter,
        limit === undefined ? walk.fetchPage : fetchWith({ ...rest, [limitParam]: limit }),
      ),
    pageAfter: (cursor) => one(cursor, walk.fetchPage),
    walk: (options) => paginate({ ...walk, startingAfter, ...options }),
    walkRanges: (ranges) =>
      paginateRanges({
        ...walk,
        ranges,
        orderOf: orderField === undefined ? undefined : (record) => textOf(record?.[orderField]),
      }),
  });
}

/** Returns a text or number as text; `undefined` for anything else. */
function textOf(value: unknown): string | undefined {
  if (isExactNumber(value)) return value.rawJSON;
  return typeof value === "string" || typeof value === "number" ? String(value) : undefined;
}
