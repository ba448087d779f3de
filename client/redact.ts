/**
 * Takes secrets out of text before it reaches an error or a log.
 *
 * @module
 */

const mask = "[redacted]";
/** What looks like a credential, whoever wrote it. */
const patterns: readonly RegExp[] = [
  /\b(bearer|basic)\s+[^\s"',;]+/gi,
  /("?(?:authorization|access_token|api_?token|api_?key|token)"?\s*[:=]\s*"?)[^\s"',;&]+/gi,
];

/** Takes secrets out of text. */
export type Redact = (text: string) => string;

/**
 * Returns the function that replaces the secrets, in any spelling that a server could echo them in,
 * and whatever looks like a credential.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 * const redact = createRedact(() => ["s3cret"]);
 * assertEquals(redact("bad token s3cret"), "bad token [redacted]");
 * assertEquals(redact("Authorization: Bearer abc"), "Authorization: [redacted]");
 * ```
 */
export function createRedact(secrets: () => Iterable<string>): Redact {
  return (text) => {
    for (const secret of secrets()) {
      for (const spelling of spellings(secret)) {
        // A host name in a URL comes back in lower case.
        text = text.replace(new RegExp(RegExp.escape(spelling), "gi"), mask);
      }
    }
    text = text.replace(patterns[0]!, mask);
    return text.replace(patterns[1]!, `$1${mask}`).replaceAll(`${mask} ${mask}`, mask);
  };
}

function spellings(secret: string): Set<string> {
  if (secret === "") return new Set();
  return new Set([
    secret,
    encodeURIComponent(secret),
    JSON.stringify(secret).slice(1, -1),
    btoa(String.fromCharCode(...new TextEncoder().encode(secret))),
  ]);
}

/** Copies an error's name and redacted message; its stack, properties and causes are left behind. */
export function redactedCause(error: unknown, redact: Redact): Error {
  const copy = new Error(redact(error instanceof Error ? error.message : String(error)));
  copy.name = error instanceof Error ? error.name : "Error";
  delete copy.stack;
  return copy;
}
