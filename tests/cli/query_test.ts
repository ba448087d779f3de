import { DuckDBInstance } from "@duckdb/node-api";
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { openDestination } from "../../loader/destinations/mod.ts";
import { models } from "../../models/mod.ts";
import { duckdb, workspaceLab } from "../lab.ts";
import { kindsOf, linesOf } from "./lines.ts";
import { run, runOnTerminal } from "./process.ts";

Deno.test("query and models: what users start", async (t) => {
  await using lab = workspaceLab({ rows: 20 });
  await lab.sync();
  lab.sandbox.delete("clients", lab.ids("clients")[0]!);
  await lab.sync();
  const env = { WORKSPACE_DESTINATION: lab.address };
  const query = (...args: string[]) => run(["query", ...args], env);
  const refused = async (...args: string[]) => {
    const { code, stdout, stderr } = await query(...args);
    assertEquals([code, stdout], [2, ""]);
    return stderr.replaceAll(lab.folder, "…");
  };

  await t.step("models makes the views, and again", async () => {
    for (let times = 0; times < 2; times++) {
      const { code, stdout } = await run(["models"], env);
      assertEquals(code, 0);
      assertEquals(kindsOf(linesOf(stdout)), { view: models.length });
    }
    const found = await lab.query(
      "SELECT view_name AS name FROM duckdb_views() WHERE schema_name = 'models' ORDER BY name",
    );
    assertEquals(
      found,
      models.map(({ name }) => ({ name })).sort((a, b) => a.name < b.name ? -1 : 1),
    );
    const [{ comment }] = await lab.query<{ comment: string }>(
      "SELECT comment FROM duckdb_columns() WHERE table_name = 'receivables_by_age' AND column_name = 'total'",
    ) as [{ comment: string }];
    assertEquals(comment, "All of it.");
  });

  await t.step("models --list explains every model, without a destination", async () => {
    const { code, stdout } = await run(["models", "--list"], {
      WORKSPACE_DESTINATION: "duckdb:/nowhere/at.duckdb",
    });
    assertEquals([code, kindsOf(linesOf(stdout))], [0, { model: models.length }]);
  });

  await t.step("a model gives what its view gives", async () => {
    const { stdout } = await query("task_hours_by_status");
    const view = await query("SELECT * FROM models.task_hours_by_status");
    assertEquals(stdout, view.stdout);
    assert(linesOf(stdout).length > 3);
  });

  await t.step("JSON keeps digits and types", async () => {
    const { stdout } = await query(
      `SELECT 12345678901234567890.120::DECIMAL(38,3) AS n, 0.0 AS z, true AS b, NULL AS u, '{"a":1}'::JSON AS j,
       'x"y' AS t, 'NaN'::DOUBLE AS d, DATE '2026-06-30' AS day, TIMESTAMP '2026-06-30 12:00:00.5' AS i, [1, 2] AS l`,
    );
    assertEquals(
      stdout,
      `{"n":12345678901234567890.12,"z":0,"b":true,"u":null,"j":{"a":1},"t":"x\\"y","d":"NaN",` +
        `"day":"2026-06-30","i":"2026-06-30T12:00:00.5Z","l":[1,2]}\n`,
    );
  });

  await t.step("CSV tells NULL from an empty text, and quotes what has to be", async () => {
    const { stdout } = await query(
      `SELECT NULL AS a, '' AS b, 'x,"y' AS c, E'1\\n2' AS d`,
      "--csv",
    );
    assertEquals(stdout, 'a,b,c,d\r\n,"","x,""y","1\n2"\r\n');
  });

  await t.step("Parquet is written by DuckDB, and nowhere else", async () => {
    const file = `${lab.folder}/answer.parquet`;
    const { code, stderr } = await query("SELECT id, name FROM clients;", "--parquet", file);
    assertEquals([code, stderr.replace(lab.folder, "…")], [0, "20 rows in …/answer.parquet\n"]);
    const instance = await DuckDBInstance.create();
    const connection = await instance.connect();
    const found = await connection.runAndReadAll(`SELECT count(name) FROM '${file}'`);
    instance.closeSync();
    assertEquals(found.getRowsJson(), [["20"]]);
    assertStringIncludes(await refused("SELECT 1", "--parquet", lab.file), "ends with .parquet");
    assertStringIncludes(
      await refused("SELECT 1) TO '/tmp/stolen.csv' --", "--parquet", file),
      "Cannot run the query at line 1, column 9: syntax error",
    );
    assertStringIncludes(
      await refused("SELECT 1", "--parquet", `${lab.folder}/no/answer.parquet`),
      "no/answer.parquet: its folder does not exist",
    );
  });

  await t.step("the questions of the documentation have answers", async () => {
    const page = await Deno.readTextFile("docs/questions.md");
    const asked = [...page.matchAll(/^deno task query (?:"([^"]+)"|(\w+))/gm)]
      .map(([, sql, model]) => sql ?? model!);
    assert(asked.length >= 6);
    for (const question of asked) {
      const { code, stderr } = await query(question);
      assertEquals([code, stderr], [0, ""], question);
    }
  });

  await t.step("nothing can be changed", async () => {
    for (
      const sql of [
        "DELETE FROM clients",
        "CREATE TABLE t(a INT)",
        "COPY clients TO 'stolen.csv'",
        "ATTACH 'other.duckdb'",
        "SET memory_limit = '1GB'",
        "PRAGMA disable_checkpoint_on_shutdown",
      ]
    ) assertStringIncludes(await refused(sql), "Cannot run the query", sql);
    assertStringIncludes(
      await refused("SELECT 1; DROP TABLE clients"),
      "there are several statements",
    );
    assertEquals(await lab.query("SELECT count(*) AS n FROM clients_live"), [{ n: 19 }]);
  });

  await t.step("an error of SQL is a line with its place, however long the query is", async () => {
    const long = `SELECT\n  ${"id, ".repeat(60)}nmae, ${"id, ".repeat(60)}id FROM clients`;
    const message = await refused(long);
    assertMatch(message, /^error: Cannot run the query at line 2, column 243: .*"nmae".*"name"/);
    assertEquals(message.trim().split("\n").length, 1);
    assertStringIncludes(await refused("SELECT 'a'::INT"), "at line 1, column 11");
    assertStringIncludes(await refused(";"), "there is no statement");
  });

  await t.step("wrong use is said in a line", async () => {
    assertStringIncludes(await refused(), "What is to be asked?");
    assertStringIncludes(await refused("overdue_projcts"), "did you mean 'overdue_projects'?");
    assertStringIncludes(await refused("SELECT 1", "SELECT 2"), "Unexpected argument 'SELECT 2'");
    assertStringIncludes(await refused("SELECT 1", "--csv", "--json"), "exclude one another");
    assertStringIncludes(
      await refused("SELECT 1", "--to", `duckdb:${lab.file}?schema=other`),
      "it has no such schema",
    );
    assertStringIncludes(
      await refused("SELECT 1", "--to", `duckdb:${lab.folder}/none.duckdb`),
      "there is no such file; run a sync first",
    );
    assertStringIncludes(
      await refused("overdue_projects", "--to", `duckdb:${lab.file}?schema=information`),
      "it has no such schema",
    );
    await lab.query("CREATE SCHEMA empty");
    assertStringIncludes(
      await refused("overdue_projects", "--to", `duckdb:${lab.file}?schema=empty`),
      "Cannot ask overdue_projects, which reads projects_live: deno task sync makes them",
    );
    const models = await run(["models", "--to", `duckdb:${lab.folder}/none.duckdb`]);
    assertEquals(models.code, 2);
    assertEquals([...Deno.readDirSync(lab.folder)].map(({ name }) => name).sort(), [
      "answer.parquet",
      "lab.duckdb",
    ]);
  });

  await t.step("a view of that name that is somebody else's stays", async () => {
    await lab.query("DROP VIEW models.expenses");
    await lab.query('CREATE VIEW models."Expenses" AS SELECT 1 AS own');
    const { code, stderr } = await run(["models"], env);
    assertEquals(code, 2);
    assertStringIncludes(stderr, "Cannot make the view models.expenses: there is one");
    assertEquals(await lab.query("FROM models.expenses"), [{ own: 1 }]);
    await lab.query("DROP VIEW models.expenses");
  });

  await t.step("a file that another process has open is waited for", async () => {
    const writer = await openDestination(lab.address);
    const waiting = query("SELECT 1 AS one", "--wait", "2m");
    const { code, stderr } = await run(["query", "SELECT 1 AS one", "--wait", "1s"], env);
    assertEquals(code, 1);
    assertMatch(
      stderr,
      /\(deno, PID \d+\); wait for it to finish, or end it\. Waiting up to 1 s\n/,
    );
    assertMatch(stderr, /waited 1 s, --wait 10m waits longer\n$/);
    await writer.close();
    assertEquals((await waiting).stdout, '{"one":1}\n');
  });

  await t.step("a schema of another name has its models beside it", async () => {
    await using place = duckdb({ schema: "agency_a" });
    await lab.sync({ to: place.address });
    assertEquals((await run(["models", "--to", place.address])).code, 0);
    const { stdout } = await run([
      "query",
      "SELECT count(*) AS n FROM agency_a_models.expenses UNION ALL SELECT count(*) FROM clients",
      ...["--to", place.address],
    ]);
    assertEquals(stdout.split("\n")[1], '{"n":19}');
  });
});

Deno.test(
  "on a terminal a table fits its width, with numbers below one another",
  { ignore: Deno.build.os !== "linux" },
  async () => {
    await using lab = workspaceLab({ rows: 1 });
    await lab.sync();
    const sql = "SELECT 12.5 AS amount, true AS paid UNION ALL SELECT -100, NULL ORDER BY 1";
    const { lines } = await runOnTerminal(["query", sql, "--to", lab.address]);
    assertEquals(lines.slice(-7), [
      " amount  paid",
      "-------  ----",
      "-100.00",
      "  12.50  true",
      "",
      "2 rows",
      "",
    ]);
  },
);
