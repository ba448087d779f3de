/**
 * Reads the SQL of a model: a comment that describes it, and a query.
 *
 * @module
 */

/** A column of a model's answer. */
export interface ModelColumn {
  /** Unquoted, in snake case. */
  readonly name: string;
  /** What the column holds; one line. */
  readonly description: string;
}

/** A question that the tables answer, with the query that does so. */
export interface Model {
  /** Name of the model and of its view, such as `receivables_by_age`. */
  readonly name: string;
  /** The question in plain words. */
  readonly question: string;
  /** What counts, and what does not; one line. */
  readonly note: string;
  /** Columns that identify a row of the answer; one of them may be NULL. */
  readonly grain: readonly string[];
  /** The columns of the answer, in their order. */
  readonly columns: readonly ModelColumn[];
  /** The tables and views of the workspace that the query reads itself. */
  readonly sources: readonly string[];
  /** The other models that the query reads. */
  readonly refs: readonly string[];
  /** The query, with macros in place of what differs between engines; it is a model of dbt as it is. */
  readonly sql: string;
}

/**
 * Reads a model. Its file begins with a comment: `question`, `grain` and `note`, an empty line, and a line for each
 * column; a line that begins with more space continues the one before.
 *
 * @throws {SyntaxError} when the comment lacks one of these.
 */
export function parseModel(name: string, text: string): Model {
  const [head = "", columns = ""] = headerOf(text).split("\n\n");
  const { question, grain, note } = Object.fromEntries(fieldsOf(head));
  if (!question || !grain || !note || columns === "") {
    throw new SyntaxError(
      `Cannot read the model ${name}: its comment lacks question, grain, note or columns`,
    );
  }
  const named = (pattern: RegExp) => [
    ...new Set([...text.matchAll(pattern)].map(([, found]) => found!)),
  ];
  return {
    name,
    question,
    note,
    grain: grain.split(", "),
    columns: fieldsOf(columns).map(([name, description]) => ({ name, description })),
    sources: named(/\bsource\('workspace', '(\w+)'\)/g),
    refs: named(/\bref\('(\w+)'\)/g),
    sql: text.slice(commentOf(text).length).trim(),
  };
}

function commentOf(text: string): string {
  return /^(--.*\n)*/.exec(text)![0];
}

/** The text of the comment, its lines put together. */
function headerOf(text: string): string {
  return commentOf(text).replaceAll(/^-- ?/gm, "").replaceAll(/\n {2,}/g, " ").trim();
}

function fieldsOf(lines: string): [name: string, value: string][] {
  return lines.split("\n").map((line) => {
    const [, name = line, value = ""] = /^(\w+): (.+)$/.exec(line) ?? [];
    return [name, value];
  });
}
