/**
 * Makes what the API sent safe to be shown as an example.
 *
 * @module
 */

import type { createRedact } from "@workspace-sync/sdk/internal";

/** Takes secrets out of a text. */
export type Redact = ReturnType<typeof createRedact>;

/** Names of fields whose values are not shown. */
const secretNames =
  /pass(word|wd|phrase)?|secret|token|api_?key|authori[sz]ation|credential|cookie|session|private/i;
/** Characters of an example that are shown. */
const shownLength = 1_000;
const mask = "[redacted]";

/** Lays out an example of JSON, with secrets taken out, and cut where it is long. */
export function safeExample(json: string, redact: Redact): string {
  const value = withoutSecrets(JSON.parse(json));
  const text = redact(JSON.stringify(value, null, 1));
  return text.length > shownLength ? `${text.slice(0, shownLength)}…` : text;
}

function withoutSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (value === null || typeof value !== "object") return value;
  const { path } = value as { readonly path?: unknown };
  const isSecretIssue = typeof path === "string" && secretNames.test(path);
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      secretNames.test(name) || isSecretIssue && name === "value" ? mask : withoutSecrets(member),
    ]),
  );
}
