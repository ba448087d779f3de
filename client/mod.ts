/**
 * The runtime under the generated client: paging, retries, rate limit and errors.
 *
 * @module
 */

export type { Clock } from "./clock.ts";
export * from "./errors.ts";
export * from "./events.ts";
export type { IsoDate, IsoDateTime, Uuid } from "./formats.ts";
export { type ExactNumber, isExactNumber, parseExact } from "./exact_json.ts";
export {
  type AnsweredPage,
  List,
  ListPage,
  type ListSource,
  type PagesOptions,
  type ToArrayOptions,
  type WalkOptions,
  type WithResponse,
} from "./list.ts";
export type { Query } from "./listing.ts";
export type { Middleware } from "./middleware.ts";
export type { CallOptions, ClientOptions, RequestOptions } from "./options.ts";
export * from "./paginate.ts";
export * from "./ranges.ts";
export type { Redact } from "./redact.ts";
export * from "./resource.ts";
export type { Span, Tracer } from "./tracing.ts";
export { unknownFields, type WithUnknown } from "./unknown_fields.ts";
export type { Envelope, ListOptions, Page } from "./walk.ts";
export * from "./walk_all.ts";
