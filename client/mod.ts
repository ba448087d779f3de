/**
 * The runtime under the generated client: paging, retries, rate limit and errors.
 *
 * @module
 */

export type { Clock } from "./clock.ts";
export * from "./errors.ts";
export * from "./events.ts";
export type { IsoDate, IsoDateTime, Uuid } from "./formats.ts";
export { List, type ListSource, type ToArrayOptions } from "./list.ts";
export type { ClientOptions, RequestOptions } from "./options.ts";
export * from "./paginate.ts";
export * from "./ranges.ts";
export type { Redact } from "./redact.ts";
export * from "./resource.ts";
export type { Query } from "./transport.ts";
export { unknownFields, type WithUnknown } from "./unknown_fields.ts";
export type { Envelope, ListOptions, Page } from "./walk.ts";
