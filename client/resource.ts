/**
 * Describes the resources of an API: what the generated registry holds, and what the loader and the
 * sandbox read instead of naming endpoints.
 *
 * @module
 */

/** The types that a column can have; each destination maps them to its own. */
export type ColumnType =
  | "string"
  | "integer"
  | "decimal"
  | "boolean"
  | "date"
  | "timestamp"
  | "json";

/** One typed column of a resource's table. */
export interface Column {
  /** Column name in snake_case, such as `client_name`. */
  readonly name: string;
  /** Where the value is in the record, such as `["client", "name"]`. */
  readonly path: readonly string[];
  /** Type of the column. Never inferred from data. */
  readonly type: ColumnType;
  /** What the column holds, from the spec; one line. */
  readonly description: string;
  /** Values that the spec knows. The set is open: a value outside it is stored all the same. */
  readonly values?: readonly string[];
  /** The resource whose primary key this column holds. */
  readonly references?: string;
  /**
   * What is in each element of the array that this column holds, paths being those in the element. An array of
   * plain values has one column, `value`, with an empty path. Absent where the column holds no array.
   */
  readonly items?: readonly Column[];
}

/** How a list is paged (`x-pagination` in the spec). */
export interface Pagination<Items extends string = string> {
  /** The only known style: the cursor is a field of the last record. */
  readonly style: "cursor";
  /** Query parameter that takes the cursor. */
  readonly cursorParam: string;
  /** Field of the last record that holds the cursor. */
  readonly cursorField: string;
  /** Field that the list is ordered by; absent when its order is not known. */
  readonly orderField?: string;
  /** Which end of that order comes first. */
  readonly orderDirection?: "ascending" | "descending";
  /** Query parameter that reads the list backwards from a cursor; absent when there is none. */
  readonly reverseParam?: string;
  /** Query parameter that takes the page size. */
  readonly limitParam: string;
  /** Records per page to ask for. */
  readonly limit: number;
  /** Member of the envelope that holds the records. */
  readonly items: Items;
  /** Member of the envelope that says whether another page follows. */
  readonly hasMore: string;
}

/** The route that says whose token it is (`x-identity` in the spec). */
export interface IdentityRoute {
  /** Route, such as `/api/workspace`. */
  readonly path: string;
  /** Member of the answer that identifies the workspace. */
  readonly id: string;
  /** Member of the answer that people call it by. */
  readonly name: string;
}

/** The workspace that a token belongs to. */
export interface Identity {
  /** Identifies it. */
  readonly id: string;
  /** What people call it. */
  readonly name: string;
}

/** A query parameter that narrows a list. */
export interface Filter {
  /** The query parameter, such as `clientId`. */
  readonly name: string;
  /** Where the compared value is in the record. */
  readonly path: readonly string[];
  /** How the parameter is compared with the value; `contains` ignores case. */
  readonly match: "equals" | "contains";
}

/** One list endpoint and the table that its records go to. */
export interface Resource<Items extends string = string> {
  /** Table name, such as `project_expense`. */
  readonly name: string;
  /** Property of the SDK that lists it, such as `projectExpenses`. */
  readonly property: string;
  /** Route, such as `/api/workspace/project-expenses`. */
  readonly path: string;
  /** What the resource is, from the spec; one line. */
  readonly description: string;
  /** What one record is called, such as `project_task`. */
  readonly singular: string;
  /** Names of the columns that identify a row. */
  readonly primaryKey: readonly string[];
  /** How rows reach the table. */
  readonly writeDisposition: "merge";
  /** How the list is paged. */
  readonly pagination: Pagination<Items>;
  /** Query parameters that narrow the list. */
  readonly filters: readonly Filter[];
  /** The table's typed columns, in the order of the spec. */
  readonly columns: readonly Column[];
}
