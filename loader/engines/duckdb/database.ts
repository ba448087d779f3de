/**
 * One connection to a DuckDB file.
 *
 * @module
 */

import { resolve } from "node:path";
import type {
  DuckDBConnection,
  DuckDBInstance,
  DuckDBPreparedStatement,
  DuckDBResult,
  DuckDBResultReader,
} from "@duckdb/node-api";
import { explain, explainQuery } from "./explain.ts";
import { checkRoom, claim, removeSpilled, spillFolder } from "./file.ts";
import { createInstance, memoryLimit, type Parameter, StatementType } from "./instance.ts";
import { catalog, identifier, literal } from "./quote.ts";

/**
 * Rows that are written, and compressed, together. DuckDB's default of 122,880 rows of 1 KB fills the
 * memory of a thread, and is compressed again whenever a few rows have been added to it.
 */
const rowGroup = 16_384;

/**
 * Keeps DuckDB to its own file: no other file and no network, whatever a statement says, and no
 * statement can change that. Deno's permissions end at DuckDB, which is native code.
 */
const confine = "SET enable_external_access = false; " +
  "SET allowed_configs = ['memory_limit', 'wal_autocheckpoint']; SET lock_configuration = true";

/** Length of texts after which rows go from an appender, which cannot spill them, into the table. */
const appendLength = 4 * 1024 * 1024;

/** How a file is opened for what is not a sync. */
export interface DatabaseOptions {
  /** Schema whose tables have bare names; it must be there. @default {"main"} */
  readonly schema?: string;
  /** The one file beside its own that DuckDB may write. @default {none} */
  readonly output?: string;
}

/** Statements that only read. */
const queries: readonly StatementType[] = [StatementType.SELECT, StatementType.EXPLAIN];

/** A value that can be appended. */
export type Value = string | number | null;

/**
 * An open database. Transactions run one after another, and so do statements: DuckDB drops a statement that
 * another one overtakes on the same connection ("closed pending query result").
 */
export class Database {
  readonly #file: string;
  readonly #release: () => void;
  readonly #instance: DuckDBInstance;
  readonly #connection: DuckDBConnection;
  #megabytes = memoryLimit;
  readonly #statements = queue();
  readonly #transactions = queue();

  private constructor(
    file: string,
    release: () => void,
    instance: DuckDBInstance,
    connection: DuckDBConnection,
  ) {
    this.#file = file;
    this.#release = release;
    this.#instance = instance;
    this.#connection = connection;
  }

  /** Path of the file, or `:memory:`. */
  get file(): string {
    return this.#file;
  }

  /** Opens a file; unless it is opened for reading only, it is created when it is not there. */
  static async open(
    file: string,
    readOnly: boolean,
    { schema = "main", output }: DatabaseOptions = {},
  ): Promise<Database> {
    const release = file === ":memory:" ? () => {} : claim(file, readOnly);
    let instance: DuckDBInstance | undefined;
    try {
      instance = await createInstance(
        file === ":memory:" ? {} : { temp_directory: spillFolder(file) },
      );
      const connection = await instance.connect();
      if (!readOnly && file !== ":memory:") await checkRoom(connection, file);
      // ATTACH is the only place where DuckDB takes the size of a row group.
      await connection.run(
        `ATTACH ${literal(file)} AS ${catalog} (TYPE duckdb, ROW_GROUP_SIZE ${rowGroup}${
          readOnly ? ", READ_ONLY" : ""
        }); USE ${catalog}.${identifier(schema)}`,
      );
      if (!readOnly && file !== ":memory:") await removeSpilled(connection, file);
      if (output !== undefined) {
        await connection.run(`SET allowed_paths = [${literal(resolve(output))}]`);
      }
      await connection.run(confine);
      // What a process that was killed has left in the log would stay in memory.
      if (!readOnly) await connection.run(`CHECKPOINT ${catalog}`);
      return new Database(file, release, instance, connection);
    } catch (error) {
      instance?.closeSync();
      release();
      throw explain(error, file);
    }
  }

  /**
   * Runs a statement and returns its rows as plain values; integers are numbers.
   *
   * @throws {DestinationError} when the statement fails.
   * @throws the signal's reason when it is aborted first; the statement is cut short.
   */
  async query<Row>(
    sql: string,
    parameters?: Record<string, Parameter>,
    signal?: AbortSignal,
  ): Promise<Row[]> {
    try {
      const reader = await this.#statements(() => this.#run(sql, parameters, signal));
      return reader.getRowObjectsJS().map(plain) as Row[];
    } catch (error) {
      signal?.throwIfAborted();
      throw explain(error, this.#file);
    }
  }

  async #run(
    sql: string,
    parameters: Record<string, Parameter> | undefined,
    signal: AbortSignal | undefined,
  ): Promise<DuckDBResultReader> {
    signal?.throwIfAborted();
    const interrupt = () => this.#connection.interrupt();
    signal?.addEventListener("abort", interrupt, { once: true });
    try {
      return await this.#connection.runAndReadAll(sql, parameters);
    } catch (error) {
      signal?.throwIfAborted();
      throw error;
    } finally {
      signal?.removeEventListener("abort", interrupt);
    }
  }

  /**
   * Runs a query that somebody else has written, and returns its rows as they come; nothing else may be run until
   * they are read.
   *
   * @throws {DestinationError} when it is no query, more than one, or wrong.
   */
  ask(sql: string): Promise<DuckDBResult> {
    return this.#statements(async () => {
      const query = await this.#prepareQuery(sql);
      return await query.stream().catch((error) => {
        throw explainQuery(error, sql);
      });
    });
  }

  /** Makes sure that a statement is a query, without running it; throws as {@linkcode ask} does. */
  check(sql: string): Promise<void> {
    return this.#statements(async () => {
      (await this.#prepareQuery(sql)).destroySync();
    });
  }

  async #prepareQuery(sql: string): Promise<DuckDBPreparedStatement> {
    try {
      const statements = await this.#connection.extractStatements(sql);
      if (statements.count > 1) throw new Error("there are several statements; give one");
      const statement = await statements.prepare(0);
      if (!queries.includes(statement.statementType)) {
        throw new Error("it is no query, and nothing may be changed");
      }
      return statement;
    } catch (error) {
      throw explainQuery(error, sql);
    }
  }

  /**
   * Makes room for texts that DuckDB has to hold at once, for as long as the database is open: beside them it
   * needs 60 MB. They go into the file when their transaction ends: the log would hold them twice more.
   */
  async makeRoom(bytes: number): Promise<void> {
    this.#megabytes = Math.max(this.#megabytes, 60 + Math.ceil(bytes / 1e6));
    await this.query(
      `SET memory_limit = '${this.#megabytes}MB'; SET wal_autocheckpoint = '1KB'`,
    );
  }

  /** Lets go of blocks of the file that DuckDB keeps, for as long as there is room, since they were read. */
  async dropCache(): Promise<void> {
    const limit = `SET memory_limit = '${this.#megabytes}MB'`;
    try {
      await this.query(`SET memory_limit = '40MB'; ${limit}`);
    } catch {
      await this.query(limit); // What is not in the file yet takes more, and DuckDB refuses the lower limit.
    }
  }

  /** Appends rows to a table within the current transaction. */
  async append(
    schema: string,
    table: string,
    rows: Iterable<readonly Value[]>,
  ): Promise<void> {
    try {
      await this.#statements(async () => {
        const appender = await this.#connection.createAppender(table, schema, catalog);
        let waiting = 0;
        for (const row of rows) {
          for (const value of row) {
            if (value === null) appender.appendNull();
            else if (typeof value === "number") appender.appendBigInt(BigInt(value));
            else {
              appender.appendVarchar(value);
              waiting += value.length;
            }
          }
          appender.endRow();
          if (waiting < appendLength) continue;
          appender.flushSync();
          waiting = 0;
        }
        appender.closeSync();
      });
    } catch (error) {
      throw explain(error, this.#file);
    }
  }

  /** Runs `work` in a transaction of its own, after those that were asked for before. */
  transaction<Result>(work: () => Promise<Result>): Promise<Result> {
    return this.#transactions(async () => {
      await this.query("BEGIN TRANSACTION");
      try {
        const result = await work();
        await this.query("COMMIT");
        return result;
      } catch (error) {
        // A failed COMMIT has rolled back already; the first error is the one to report.
        await this.query("ROLLBACK").catch(() => {});
        throw error;
      }
    });
  }

  /** Runs statements that need no transaction between those of others: one that fails would fail them too. */
  between<Result>(work: () => Promise<Result>): Promise<Result> {
    return this.#transactions(work);
  }

  /**
   * Keeps others from beginning a transaction until what it returns is disposed, so that several statements
   * see the same rows under the same numbers: DuckDB numbers rows anew when it compacts a table, which any
   * commit may begin.
   */
  hold(): Promise<Disposable> {
    return new Promise((resolve) => {
      this.#transactions(() =>
        new Promise<void>((release) => resolve({ [Symbol.dispose]: release }))
      );
    });
  }

  /** Waits for the transactions and statements under way and closes the file. */
  close(): Promise<void> {
    return this.#transactions(() =>
      this.#statements(() => {
        this.#connection.closeSync();
        this.#instance.closeSync();
        this.#release();
      })
    );
  }
}

/** A row with numbers for integers. */
function plain(row: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(row).map((
      [name, value],
    ) => [name, typeof value === "bigint" ? Number(value) : value]),
  );
}

/** Returns a function that runs tasks one after another, in the order in which they are given. */
function queue(): <Result>(task: () => Result | Promise<Result>) => Promise<Result> {
  let last: Promise<unknown> = Promise.resolve();
  return (task) => {
    const turn = last.then(task);
    last = turn.catch(() => {});
    return turn;
  };
}
