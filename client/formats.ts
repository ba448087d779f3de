/**
 * Names for the formats of text that the records hold. They are plain strings to the compiler; nothing
 * is parsed or checked.
 *
 * @module
 */

/** A day without a time zone, `YYYY-MM-DD`, such as `2025-01-31`. */
export type IsoDate = string;

/**
 * An instant in ISO 8601 with its zone, such as `2021-07-24T17:40:03.633Z`; `new Date()` and
 * `Temporal.Instant.from()` read it.
 */
export type IsoDateTime = string;

/** A UUID with its dashes, such as `095e0780-48bf-472c-8deb-2fc3ebc7d90c`. */
export type Uuid = string;
