/**
 * Says whether the tables are as fresh as they should be.
 *
 * @module
 */

import type { Freshness, RunReport } from "@workspace-sync/loader";
import { staleness } from "../freshness.ts";

/** What `/healthz` answers. */
export interface Health {
  /** `ok` when no table has a problem, and the last tick did not fail. */
  readonly status: "ok" | "failing";
  /** What is wrong; one line each. */
  readonly problems: readonly string[];
  /** The tables, in the order of the registry. */
  readonly tables: readonly TableHealth[];
}

/** What `/healthz` answers about several workspaces. */
export interface AllHealth {
  /** `ok` when all of them are. */
  readonly status: Health["status"];
  /** What is wrong, and in which workspace; one line each. */
  readonly problems: readonly string[];
  /** What is known of each. */
  readonly workspaces: readonly (Health & { readonly workspace: string | undefined })[];
}

/** How fresh one table is. */
export type TableHealth =
  & Pick<Freshness, "resource" | "status">
  & { readonly [Time in "synced_at" | "swept_at"]: string | null };

/** What is known of a table. */
type Known = Pick<Freshness, "resource" | "status" | "synced_at" | "swept_at">;

/** Follows the ticks of this process and, where it does not know enough, asks the destination. */
export class HealthKeeper {
  readonly #tables = new Map<string, Known>();
  readonly #maxAge: number;
  readonly #resources: readonly string[];
  readonly #read: () => Promise<readonly Freshness[]>;
  readonly #now: () => Date;
  #failure: string | undefined;
  #unread: string | undefined;
  #readAt = -Infinity;

  /** Makes a keeper that knows nothing yet. */
  constructor(options: HealthOptions) {
    this.#maxAge = options.maxAge;
    this.#resources = options.resources;
    this.#read = options.read;
    this.#now = options.now ?? (() => new Date());
  }

  /** Takes note of a sync. */
  add({ resources }: Pick<RunReport, "resources">): void {
    this.#failure = undefined;
    for (const { resource, status, quick, finished_at } of resources) {
      if (status === "interrupted") continue;
      const before = this.#tables.get(resource);
      const isDone = status === "succeeded";
      this.#tables.set(resource, {
        ...{ resource, status },
        synced_at: isDone ? finished_at : before?.synced_at ?? null,
        swept_at: isDone && !quick ? finished_at : before?.swept_at ?? null,
      });
    }
  }

  /** Takes note of a tick that failed, until the next sync. */
  fail(message: string): void {
    this.#failure = message;
  }

  /** Says how things stand; asks the destination at most once a minute, and only when they seem bad. */
  async health(): Promise<Health> {
    const health = this.#judge();
    const now = this.#now().getTime();
    if (health.status === "ok" || now - this.#readAt < readEvery) return health;
    this.#readAt = now;
    try {
      for (const table of await this.#read()) {
        const known = this.#tables.get(table.resource);
        if (known && (known.synced_at ?? 0) > (table.synced_at ?? 0)) continue;
        this.#tables.set(table.resource, table);
      }
      this.#unread = undefined;
    } catch (error) {
      this.#unread = error instanceof Error ? error.message : String(error);
    }
    return this.#judge();
  }

  #judge(): Health {
    const tables = this.#resources.map((resource): Known =>
      this.#tables.get(resource) ??
        { resource, status: "running", synced_at: null, swept_at: null }
    );
    const now = this.#now();
    const stale = tables.map((table) => staleness(table, this.#maxAge, now)).filter((each) =>
      each !== undefined
    );
    const problems = [
      ...(this.#failure === undefined ? [] : [`The last tick failed: ${this.#failure}`]),
      ...stale,
      ...(this.#unread === undefined || stale.length === 0
        ? []
        : [`The destination could not be asked: ${this.#unread}`]),
    ];
    return {
      status: problems.length === 0 ? "ok" : "failing",
      problems,
      tables: tables.map(({ resource, status, synced_at, swept_at }) => ({
        ...{ resource, status },
        synced_at: synced_at?.toISOString() ?? null,
        swept_at: swept_at?.toISOString() ?? null,
      })),
    };
  }
}

/** Says how things stand in all workspaces; as it is, where there is only one and it has no name. */
export async function allHealth(
  all: readonly {
    readonly workspace: string | undefined;
    readonly health: () => Promise<Health>;
  }[],
): Promise<Health | AllHealth> {
  if (all.length === 1 && all[0]!.workspace === undefined) return await all[0]!.health();
  const workspaces = await Promise.all(
    all.map(async ({ workspace, health }) => ({ workspace, ...await health() })),
  );
  return {
    status: workspaces.every(({ status }) => status === "ok") ? "ok" : "failing",
    problems: workspaces.flatMap(({ workspace, problems }) =>
      problems.map((problem) => `${workspace}: ${problem}`)
    ),
    workspaces,
  };
}

/** What {@linkcode HealthKeeper} needs. */
export interface HealthOptions {
  /** Age from which a table is stale, in milliseconds. */
  readonly maxAge: number;
  /** Names of the tables that count. */
  readonly resources: readonly string[];
  /** Reads from the destination how fresh its tables are. */
  readonly read: () => Promise<readonly Freshness[]>;
  /** The clock. @default {() => new Date()} */
  readonly now?: () => Date;
}

/** Time between two looks into the destination, which may charge for them, in milliseconds. */
const readEvery = 60_000;
