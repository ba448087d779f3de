/**
 * Faults that the tests must notice: small edits of `client/` and `loader/`, each of which would hurt.
 *
 * @module
 */

import { rules } from "./rules.ts";

/** One edit of a file. */
export interface Mutant {
  /** Text that occurs exactly once in the file. */
  readonly find: string;
  /** What is put in its place. */
  readonly replace: string;
  /** What would go wrong. */
  readonly harm: string;
  /** The tests that can see it, where those of its room cannot. */
  readonly seenBy?: readonly string[];
}

const edits: Readonly<Record<string, readonly Mutant[]>> = {
  "client/unknown_fields.ts": [
    {
      find: "members.size === 0 || !isObject(value)",
      replace: "members.size === 0",
      harm: "every character of a text where an object was expected is an unknown field",
      seenBy: ["tests/types"],
    },
    {
      find: "Object.keys(inner).length > 0 ?",
      replace: "inner ?",
      harm: "every object in a record is an unknown field",
      seenBy: ["tests/types"],
    },
  ],
  "client/walk.ts": [
    {
      find: "if (this.#asked.has(cursor)) continue;",
      replace: "",
      harm: "a walk that steps back asks again for what was refused",
    },
    {
      find: "this.#trail.length = pages;",
      replace: "",
      harm: "a walk that stepped back keeps cursors that lead nowhere",
    },
    {
      find: "if (this.#cameRound) throw",
      replace: "if (false) throw",
      harm: "a list that starts over at its end is walked for ever",
    },
    {
      find: "nextCursor !== undefined && this.#asked.has(nextCursor)",
      replace: "false",
      harm: "a cursor that repeats is followed for ever",
    },
    {
      find: "if (cursor === undefined || !isRefusal) throw error;",
      replace: "if (!isRefusal) throw error;",
      harm: "a wrong base URL is reported as a cursor that is refused",
    },
    {
      find: "error instanceof BadRequestError || error instanceof NotFoundError",
      replace: "error instanceof NotFoundError",
      harm: "a cursor that is refused with 400 ends the walk",
    },
    {
      find: ".length * 2 > cursors.length",
      replace: ".length > 0",
      harm: "one record that moves makes any page the first one",
    },
    {
      find: 'if (!nextCursor) throw this.#failure("its last record has no cursor");',
      replace: "",
      harm: "a record without a cursor ends the walk as if nothing followed",
    },
    {
      find: "{ ...refusal, cause: refusal, staleStart }",
      replace: "{ cause: refusal, staleStart }",
      harm: "a cursor that is refused is an error without a status and a request id",
    },
    {
      find: "if (isRange && this.#accepted > 0",
      replace: "if (!isRange && this.#accepted < 0",
      harm: "a range of which all was removed fails its list",
    },
  ],
  "client/ranges.ts": [
    {
      find: "for (const next of passed) {",
      replace: "for (const next of this.#starts.values()) {",
      harm: "a range ends at any record that another one began with, wherever that is",
    },
    {
      find: "return order === undefined ? cursor : JSON.stringify([cursor, order]);",
      replace: "return cursor;",
      harm: "a range ends at a record that was moved, and those that it was moved over are missed",
    },
    {
      find: "ranges: [...this.#ranges],",
      replace: "ranges: this.#ranges,",
      harm: "a page says how far later ones are, and a walk that goes on from there misses records",
    },
    {
      find: "if (!isUnknown || isContinued || number === 0) throw error;",
      replace: "if (!isUnknown || number === 0) throw error;",
      harm: "a range that cannot be continued is given up after others have relied on it",
    },
    {
      find: "if (this.#flights.size === 0) {",
      replace: "if (this.#flights.size < 0) {",
      harm: "ranges that lead nowhere are waited for for ever",
    },
  ],
  "loader/bookmarks.ts": [
    {
      find: "if (deleted[row] || ",
      replace: "if (",
      harm: "ranges start after records that are gone",
    },
    {
      find: "sign * compare(",
      replace: "compare(",
      harm: "ranges in the wrong order read a list many times over",
    },
  ],
  "client/paginate.ts": [
    {
      find: "left.abort();",
      replace: "",
      harm: "a walk that is left keeps reading",
    },
  ],
  "client/attempt.ts": [
    {
      find: "if (response.status === 429) turn.refused();",
      replace: "",
      harm: "the rate stays what the server refuses",
    },
    {
      find: "if (pause !== undefined) limiter.pause(pause);",
      replace: "if (pause !== undefined && response.status === 429) limiter.pause(pause);",
      harm: "Retry-After of a 503 is not obeyed",
    },
    {
      find: "maxAttempts: retries + 1",
      replace: "maxAttempts: retries",
      harm: "one retry is missing",
    },
    {
      find: "for (const each of signals) each.throwIfAborted();",
      replace: "",
      harm: "a call that is aborted reports something else",
    },
    {
      find: "await abortable(send(timer.signal), timer.signal)",
      replace: "await send(timer.signal)",
      harm: "a middleware that hangs holds a call for ever",
    },
  ],
  "client/send.ts": [
    {
      find: "if (target?.origin !== origin)",
      replace: "if (target === undefined)",
      harm: "the token follows a redirect to another server",
    },
    {
      find: "if (bytes <= most) return controller.enqueue(chunk);",
      replace: "return controller.enqueue(chunk);",
      harm: "a body without end fills the memory",
    },
    {
      find: "this.#tokens.add(token);",
      replace: "",
      harm: "a token that the server echoes shows in an error",
    },
    {
      find: "if (target !== origin) {",
      replace: "if (false) {",
      harm: "a middleware can send the token to another server",
    },
  ],
  "client/abort.ts": [
    {
      find: "if (signal.aborted) follow();",
      replace: "if (false) follow();",
      harm: "a signal that was aborted before is not heeded in Node 20.0",
    },
  ],
  "client/walk_all.ts": [
    {
      find: "    left.abort();",
      replace: "",
      harm: "a loop over several lists that is left waits for their requests",
    },
  ],
  "client/drift.ts": [
    {
      find: "&& isOnCalendar(text),",
      replace: ",",
      harm: "February 30 counts as a date",
    },
  ],
  "client/rate_limiter.ts": [
    {
      find: "this.#waiting.splice(this.#waiting.indexOf(enter), 1);",
      replace: "",
      harm: "a place is given to a request that was aborted, and is lost",
    },
    {
      find: "this.pause(second);",
      replace: "",
      harm: "requests continue while the server refuses all of them",
    },
    {
      find: "if (turn <= this.#lastTooFast) return;",
      replace: "",
      harm: "six refusals at once lower the rate six times",
    },
    {
      find: "this.#ceiling === Infinity ? (burst - 1) * spacing : 0",
      replace: "(burst - 1) * spacing",
      harm: "bursts continue after a refusal",
    },
    {
      find: "this.#successes = 0;",
      replace: "",
      harm: "the rate jumps back after a second refusal",
    },
    {
      find: "else this.#running--;",
      replace: "else this.#running = 0;",
      harm: "more requests run at a time than are allowed",
    },
  ],
  "client/answer.ts": [
    {
      find: "transient: true,",
      replace: "transient: false,",
      harm: "a body that was cut short fails at once",
    },
    {
      find: "redact(new TextDecoder().decode(body)).slice(0, bodyShown)",
      replace: "redact(new TextDecoder().decode(body).slice(0, bodyShown))",
      harm: "half a token shows at the end of an error's body",
    },
    {
      find: "fatal: true",
      replace: "fatal: false",
      harm: "two ids that are not UTF-8 become one",
    },
  ],
  "client/printable.ts": [
    {
      find: String.raw`.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, " ")`,
      replace: "",
      harm: "a server's message steers the terminal",
    },
  ],
  "client/exact_json.ts": [
    {
      find: " || exponent.test(text)",
      replace: "",
      harm: "1e400 becomes Infinity",
    },
    {
      find: "at += shortest",
      replace: "at += shortest + 1",
      harm: "a number of 16 characters is rounded where none of them is looked at",
    },
    {
      find: "while (isNumeric(text, from - 1)) from--;",
      replace: "",
      harm: "a number of 16 characters is rounded when only its end is seen",
    },
    {
      find: "if (Number.isInteger(value) && !Number.isSafeInteger(value)) return false;",
      replace: "",
      harm: "a large integer is rounded when another double prints the same",
    },
    {
      find: 'digits.replace(/0+$/, "")',
      replace: "digits",
      harm: "a number with zeros at its end counts as one that does not fit",
    },
  ],
  "client/redact.ts": [
    {
      find: '|${percent.join("")}|',
      replace: "|",
      harm: "a token in a URL shows",
    },
    {
      find: 'spellingsIn(secret).join("|"), "giu"',
      replace: 'spellingsIn(secret).join("|"), "gu"',
      harm: "a token in a host name shows, in lower case",
    },
    {
      find: "delete copy.stack;",
      replace: "",
      harm: "the stack of a cause shows what its message does not",
    },
  ],
  "client/settings.ts": [
    {
      find: String.raw`/^[\x21-\x7e]+$/.test(token)`,
      replace: "true",
      harm: "a token with a line break is sent",
    },
    {
      find: "signals: signal ? [...base.signals, signal] : base.signals",
      replace: "signals: signal ? [signal] : base.signals",
      harm: "a call with a signal of its own outlives its client's",
    },
  ],
  "client/base_url.ts": [
    {
      find: 'if (url.protocol === "http:" && !isLoopback(url.hostname))',
      replace: "if (false)",
      harm: "the token is sent unencrypted",
    },
    {
      find: 'hostname.endsWith(".localhost")',
      replace: 'hostname.endsWith("localhost")',
      harm: "notlocalhost counts as this machine",
    },
  ],
  "client/retry_after.ts": [
    {
      find: "Math.min(Math.max(ms, 0), max)",
      replace: "Math.max(ms, 0)",
      harm: "a server can make the client wait for a year",
    },
    {
      find: "Number(value) * 1000",
      replace: "Number(value)",
      harm: "waits are a thousandth of what the server asks for",
    },
  ],
  "client/envelope.ts": [
    {
      find: 'if (typeof more !== "boolean")',
      replace: "if (more === undefined)",
      harm: "hasMore: null ends the list, and the rest counts as deleted",
    },
  ],
  "client/listing.ts": [
    {
      find: "if (isExactNumber(value)) return value.rawJSON;",
      replace: "",
      harm: "a list whose ids are large integers cannot be walked",
    },
    {
      find: "[limitParam]: size = limit",
      replace: "[limitParam]: size",
      harm: "pages have 10 records, and a sync takes ten times the requests",
    },
    {
      find: "reverseParam !== undefined && query[reverseParam] !== undefined",
      replace: "false",
      harm: "a list that is read backwards sends both cursors, and fails at its second page",
    },
  ],
  "client/transport.ts": [
    {
      find: "middleware: [reader, ...call.middleware]",
      replace: "middleware: [...call.middleware, reader]",
      harm: "what a middleware answers is not read",
    },
  ],
  "client/list.ts": [
    {
      find: "if (records.length >= max) return",
      replace: "if (records.length > max) return",
      harm: "toArray({ max }) returns one record too many",
    },
    {
      find: "return this.#page ??=",
      replace: "return this.#page =",
      harm: "a list that is awaited and caught sends its request twice",
    },
  ],
  "client/errors.ts": [
    {
      find: "|| status === 429",
      replace: "",
      harm: "429 fails at once",
    },
  ],
  "loader/convert.ts": [
    {
      find: "value.isWellFormed() ?",
      replace: "true ?",
      harm: "half a surrogate pair becomes a question mark",
    },
    {
      find: "(year % 100 !== 0 || year % 400 === 0)",
      replace: "true",
      harm: "1900-02-29 fails the load of its whole stage",
    },
    {
      find: "BigInt.asIntN(64, BigInt(digits)) === BigInt(digits)",
      replace: "true",
      harm: "an integer beyond 64 bits fails the load of its whole stage",
    },
    {
      find: '(cut >= "5" ? 1n : 0n)',
      replace: "0n",
      harm: "amounts are cut instead of rounded",
    },
    {
      find: "if (rounded >= limit)",
      replace: "if (false)",
      harm: "a number that is rounded up to 30 digits fails the load of its whole stage",
    },
    {
      find: "return year > 0 &&",
      replace: "return",
      harm: "the year 0 fails the load of its whole stage",
    },
    {
      find: "Number(hour) > 23 ||",
      replace: "",
      harm: "25:00 fails the load of its whole stage",
    },
    {
      find: "Object.keys(object).sort()",
      replace: "Object.keys(object)",
      harm: "a row counts as changed when members come in another order",
    },
    {
      find: '${fixed === "0" ? "" : sign}',
      replace: "${sign}",
      harm: "a tiny negative number becomes -0",
    },
  ],
  "loader/shape.ts": [
    {
      find: 'value === null || value === ""',
      replace: "value === null",
      harm: "records with an empty id become one row",
    },
    {
      find: 'issues.push({ path: member.path, reason: "Not an object", value });',
      replace: "",
      harm: "a value in the place of an object is lost",
    },
    {
      find:
        'if (storable !== extra) issues.push({ path: "_extra", reason: halfPair, value: null });',
      replace: "",
      harm: "an unknown field is changed without a word",
    },
    {
      find: "unknown = canonicalJson(value);",
      replace: "",
      harm: "unknown fields are lost",
    },
    {
      find: "unknown = collect(value,",
      replace: "collect(value,",
      harm: "unknown fields of nested objects are lost",
    },
    {
      find: "if (member !== undefined && value === null) continue;",
      replace: "",
      harm: "null is an issue, and changes the row, wherever the spec has a value always",
    },
  ],
  "loader/chunks.ts": [
    {
      find: "shape(record, checkpoint.records + index)",
      replace: "shape(record, index)",
      harm: "the older of two versions of a record may win",
    },
  ],
  "loader/diff.ts": [
    {
      find: "if (this.#isCurrent(segment, at, before)) return false;",
      replace: "",
      harm: "every record is staged, changed or not",
    },
    {
      find: "if (!(before & flag.seen)) segment.flags[at]! |= flag.stagedNow;",
      replace: "segment.flags[at]! |= flag.stagedNow;",
      harm: "a resumed sweep counts the issues of a row that has none any more",
    },
    {
      find: "segment.flags[at] = before & ~flag.issues | flag.seen",
      replace: "segment.flags[at] = before | flag.seen",
      harm: "a row whose later version has no issues counts as one with issues",
    },
    {
      find: "into[1] = (into[1]! | noVersion << 12) >>> 0;",
      replace: "",
      harm: "a key that equals the digest of another one replaces its row",
    },
    {
      find: " || digits[text.charCodeAt(versionAt)] === noVersion",
      replace: "",
      harm: "a key that equals the digest of another one replaces its row",
    },
  ],
  "loader/sync_resource.ts": [
    {
      find: "const isNew = parts.reached.pages === 0 && !plan.isSynced;",
      replace: "const isNew = true;",
      harm: "a list that was synced and is refused later counts as success",
    },
    {
      find: "if (stored.length > 0 && (again - repeated) * 2 > from.records) return afresh();",
      replace: "",
      harm: "a resumed sweep that started over keeps records that are gone",
    },
  ],
  "loader/guard.ts": [
    {
      find: "if (stored >= expected)",
      replace: "if (stored === expected)",
      harm: "a load that ran twice fails the sync",
    },
    {
      find: "deleted * 2 > existing",
      replace: "deleted * 2 >= existing",
      harm: "a sweep that deletes exactly half is refused",
    },
    {
      find: "existing > smallTable && ",
      replace: "",
      harm: "a table of three rows cannot lose two",
    },
    {
      find: "deleted > 0 && inserted + updated + unchanged === 0",
      replace: "false",
      harm: "an empty answer empties a small table",
    },
  ],
  "loader/parts.ts": [
    {
      find: "if (this.#bytes >= pace.bytes) return true;",
      replace: "",
      harm: "large records fill the memory",
    },
    {
      find: "began: stored[0]?.began ?? began",
      replace: "began",
      harm: "a sweep that is resumed again and again never gets too old",
    },
    {
      find: "return clock.now() - this.#since >= pace.ms * (this.hasChanges ? 1 : patience);",
      replace: "return false;",
      harm: "at a slow rate a kill loses minutes of pages",
    },
  ],
  "loader/sync.ts": [
    {
      find: "if (stopsRun(error)) stop.abort(error);",
      replace: "",
      harm: "a refused token is tried with every resource",
    },
    {
      find: "failure?.error ?? null",
      replace: "null",
      harm: "the log of runs does not say why a run failed",
    },
  ],
  "client/identity.ts": [
    {
      find: "printable(redact(text))",
      replace: "text",
      harm: "a workspace's name steers the terminal, or holds the token",
    },
  ],
  "loader/origin.ts": [
    {
      find: "held.workspace_id === run.workspace_id",
      replace: "true",
      harm: "two workspaces are mixed in one place",
    },
    {
      find: "held.source === run.source",
      replace: "true",
      harm: "two APIs that do not say whose token it is are mixed in one place",
    },
  ],
  "loader/run_log.ts": [
    {
      find: "all.reduce((sum, counts) => sum + (counts[name] ?? 0), 0)",
      replace: "0",
      harm: "the counts of a run are zero",
    },
  ],
  "loader/meter.ts": [
    {
      find: "counted.retries++;",
      replace: "",
      harm: "retries are not counted",
    },
    {
      find: "counted.bytes += event.bytes;",
      replace: "",
      harm: "bytes are not counted",
    },
  ],
  "loader/drift.ts": [
    {
      find: "hasIssues || hasExtra || unknownItem !== undefined",
      replace: "hasIssues",
      harm: "--strict lets unknown fields pass",
    },
    {
      find: ", ...rejects];",
      replace: "];",
      harm: "--strict lets records without a key pass",
    },
  ],
  "loader/destinations/duckdb/stage.ts": [
    {
      find: "      await this.#run(sql.dropStage);\n    });\n    this.#forget();",
      replace: "    });\n    await this.discard();",
      harm: "a kill between the writing and the end of the stage applies an old stage again",
    },
    {
      find: "const updated = await inShares(sql.deleteReplaced(schema, table), old);",
      replace: "const updated = expected.updated;",
      harm: "a changed row is there twice",
    },
    {
      find: "const others = expected.updated > 0 ? await this.#otherColumns() : [];",
      replace: "const others: string[] = [];",
      harm: "a user's own columns are emptied in changed rows",
    },
    {
      find: "if (hasRejects) {",
      replace: "if (false) {",
      harm: "records without a key are lost",
    },
    {
      find: "await inShares(sql.dropDuplicates(schema, table));",
      replace: "",
      harm: "a record that was listed twice is there twice",
    },
    {
      find: "if (last >= 0xd800 && last < 0xdc00) to--;",
      replace: "",
      harm: "a large text loses characters where it is cut",
    },
  ],
  "loader/destinations/duckdb/stage_sql.ts": [
    {
      find: "WHERE _bytes IS NOT NULL AND ${inParts}`;",
      replace: "WHERE _bytes IS NOT NULL`;",
      harm: "a part of another run hides a line that is lost",
    },
    {
      find: "AND left(T._hash, 32) = S._hash AND T._deleted_at IS NULL",
      replace: "AND left(T._hash, 32) = S._hash",
      harm: "a record that comes back stays deleted",
    },
    {
      find: "SELECT max(_seq)",
      replace: "SELECT min(_seq)",
      harm: "the older of two versions of a record wins",
    },
    {
      find: "${onKeys(table)} AND T._deleted_at IS NULL`;",
      replace: "${onKeys(table)}`;",
      harm: "a row that was marked before is marked again, or removed",
    },
    {
      find: "WHERE R.resource = $resource AND left(R.hash, 32) = S._hash",
      replace: "WHERE false",
      harm: "a reject that is kept already is kept again",
    },
    {
      find: "HAVING max(_hash) IS NOT NULL",
      replace: "",
      harm: "the pieces of a large row that was replaced become a row",
    },
  ],
  "loader/destinations/duckdb/sql.ts": [
    {
      find: "coalesce(TRY_CAST(${text} AS DECIMAL(18,9)), ${cast}(${text} AS ${types.decimal}))",
      replace: "TRY_CAST(${text} AS DECIMAL(18,9))",
      harm: "amounts from a billion on become NULL",
    },
    {
      find: "SET status = 'interrupted' WHERE status = 'running'",
      replace: "SET status = 'interrupted' WHERE false",
      harm: "a run that was killed counts as running for ever",
    },
  ],
  "loader/destinations/sql.ts": [
    {
      find: "MAX(CASE WHEN status = 'succeeded' THEN finished_at END)",
      replace: "MAX(finished_at)",
      harm: "status calls a table fresh that failed",
    },
    {
      find: "SELECT * FROM ${names.quoted(runs.name)} ORDER BY started_at DESC LIMIT ${limit}",
      replace: "SELECT * FROM ${names.quoted(runs.name)} ORDER BY started_at LIMIT ${limit}",
      harm: "status shows the first runs, not the last",
    },
    {
      find: "SELECT run_id FROM ${names.quoted(runs.name)} ORDER BY started_at DESC LIMIT",
      replace: "SELECT run_id FROM ${names.quoted(runs.name)} ORDER BY started_at LIMIT",
      harm: "the status page shows how the resources of the first runs ended",
    },
    {
      find: "WHERE _issues IS NOT NULL AND _deleted_at IS NULL",
      replace: "WHERE _issues IS NOT NULL",
      harm: "the status page counts rows that are gone as drift",
    },
  ],
  "loader/destinations/duckdb/tables.ts": [
    {
      find: "if (is && is !== must)",
      replace: "if (false)",
      harm: "a column of another type fails in the middle of a merge",
    },
  ],
  "loader/destinations/duckdb/destination.ts": [
    {
      find: 'exists && !(await this.#columns(name)).has("_part")',
      replace: "false",
      harm: "a stage of the version before stops every sync",
    },
  ],
  "loader/engines/duckdb/database.ts": [
    {
      find: 'await this.query("ROLLBACK").catch(() => {});',
      replace: "",
      harm: "a statement that fails leaves its transaction open",
    },
    {
      find: "SET enable_external_access = false; ",
      replace: "",
      harm: "SQL can read and write other files",
      seenBy: ["tests/cli/permissions_test.ts"],
    },
    {
      find: "const interrupt = () => this.#connection.interrupt();",
      replace: "const interrupt = () => {};",
      harm: "Ctrl-C waits for a long statement",
    },
    {
      find: "const turn = last.then(task);",
      replace: "const turn = Promise.resolve().then(task);",
      harm: "two statements at a time, of which DuckDB drops one",
    },
  ],
  "loader/destinations/duckdb/address.ts": [
    {
      find: "if (unknown !== undefined)",
      replace: "if (false)",
      harm: "a misspelt setting is ignored, and another schema is written",
      seenBy: ["tests/cli/bad_input_test.ts"],
    },
  ],
  "loader/destinations/bigquery/origin_label.ts": [
    {
      find: "if (is === kept || is === label)",
      replace: "if (is === kept)",
      harm: "a run takes itself for another workspace when an answer is lost",
    },
  ],
  "loader/destinations/bigquery/lease.ts": [
    {
      find: "if (last && last.until > since) throw held(last);",
      replace: "",
      harm: "two runs write at the same time",
    },
    {
      find: "if (last?.run !== runId) {",
      replace: "{",
      harm: "a run refuses itself when the answer that gave it the lease is lost",
    },
    {
      find: "this.#until - leeway",
      replace: "this.#until",
      harm: "a run whose clock is behind writes on when another has taken over",
    },
    {
      find: "if (!this.#lost) await this.#write(until);",
      replace: "",
      harm: "the next run waits for five minutes",
    },
  ],
  "loader/destinations/bigquery/destination.ts": [
    {
      find: "    this.#records = [];\n",
      replace: "",
      harm: "a run records the resources of the run before it again",
    },
    {
      find: "if (recorded.run_id.includes(run_id)) return;",
      replace: "",
      harm: "a run that has recorded its end is recorded as interrupted, too",
    },
  ],
  "loader/destinations/bigquery/json.ts": [
    {
      find: "{200}",
      replace: "{300}",
      harm: "a number of many digits and an exponent fails the merge",
    },
  ],
  "loader/engines/bigquery/jobs.ts": [
    {
      find: "if (error.code === 409) return undefined;",
      replace: "",
      harm: "a job whose answer was lost fails the sync",
    },
  ],
  "loader/engines/bigquery/load.ts": [
    {
      find: "return last === undefined ? 0 : Number(last) + 1;",
      replace: "return last === undefined ? 0 : Number(last);",
      harm: "an upload that continues repeats a byte",
    },
  ],
  "loader/destinations/bigquery/stage.ts": [
    {
      find: "if (!this.#isInherited) return",
      replace: "if (parts) return",
      harm: "a part that arrives late hides a line that is lost",
    },
    {
      find: "for (const view of left.views) await remove(view);",
      replace: "",
      harm: "a merge that is sent late changes the table under the run that has taken over",
    },
    {
      find: "    lease.check();\n    const lines",
      replace: "    const lines",
      harm: "a run that has lost its lease leaves a stage that a later one resumes",
    },
    {
      find: "    lease.check();\n    const rows",
      replace: "    const rows",
      harm: "a run that has lost its lease merges by a view that nobody removes",
    },
    {
      find: 'await tables.waitForJobs(jobOf(name, "rejects"));',
      replace: "",
      harm: "rejects that a dead run is still storing are stored twice",
    },
    {
      find: "if (written) verify(written);",
      replace: "",
      harm: "rows that another writer added or removed go unnoticed",
    },
    {
      find: "_hash[row] && wanted.has(_part[row]!)",
      replace: "_hash[row]",
      harm: "a sweep continues with the rows of a part that arrived late",
    },
    {
      find: "const checkpoints = isCurrent ? await checkpointsOf(tables, name) : [];",
      replace: "const checkpoints = await checkpointsOf(tables, name);",
      harm: "a stage of an older layout fails the sync",
    },
  ],
  "loader/destinations/bigquery/rows.ts": [
    {
      find: "if (!areEqual(table, await tables.get(name))) break;",
      replace: "",
      harm: "rows that were read while the table changed are taken for all",
    },
  ],
};

/** Edits by the file that they change. */
export const mutants: Readonly<Record<string, readonly Mutant[]>> = Object.fromEntries(
  [...new Set([...Object.keys(edits), ...Object.keys(rules)])].map((file) => [
    file,
    [...(edits[file] ?? []), ...(rules[file] ?? [])],
  ]),
);
