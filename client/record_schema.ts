/**
 * The part of JSON Schema that the generated record schemas use.
 *
 * @module
 */

/** The schema of a value, with every reference resolved. */
export interface RecordSchema {
  /** Type or types of the value. */
  readonly type?: string | readonly string[];
  /** Format of a string. */
  readonly format?: string;
  /** What the value is. */
  readonly description?: string;
  /** Members of an object. */
  readonly properties?: Readonly<Record<string, RecordSchema>>;
  /** Members that are always there. */
  readonly required?: readonly string[];
  /** Whether an object may have other members. */
  readonly additionalProperties?: boolean;
  /** Items of an array. */
  readonly items?: RecordSchema;
  /** Fewest items of an array. */
  readonly minItems?: number;
  /** Most items of an array. */
  readonly maxItems?: number;
  /** Least number. */
  readonly minimum?: number;
  /** Greatest number. */
  readonly maximum?: number;
  /** Most characters of a string. */
  readonly maxLength?: number;
  /** The value fits one of these. */
  readonly anyOf?: readonly RecordSchema[];
  /** Examples of the value. */
  readonly examples?: readonly unknown[];
  /** Whether the member is deprecated. */
  readonly deprecated?: boolean;
  /** Values that are known; others may come. */
  readonly "x-values"?: readonly string[];
  /** The resource that the value, or the object's primary key, belongs to. */
  readonly "x-references"?: string;
}
