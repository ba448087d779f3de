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

/** Control and format characters, and how JSON writes them. */
const cuts =
  /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]|\\(?:[bfnrt]|u00[01][\da-f]|u007f|u20[0-3][\da-f]|ufeff)/giu;
/** Fewest characters that are taken for the base64 of a secret. */
const shortestBase64 = 4;

/** Takes secrets out of text. */
export type Redact = (text: string) => string;

/**
 * Returns the function that replaces the secrets, in any spelling that a server could echo them in,
 * and whatever looks like a credential. Where a secret is cut by control characters, these go, in the
 * whole text.
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
  const known = new Map<string, RegExp>();
  const spellingsOf = (secret: string): RegExp => {
    const spellings = known.get(secret) ?? new RegExp(spellingsIn(secret).join("|"), "giu");
    known.set(secret, spellings);
    return spellings;
  };
  return (text) => {
    for (const secret of secrets()) {
      if (secret === "") continue;
      const spellings = spellingsOf(secret);
      text = text.replace(spellings, mask);
      const uncut = text.replace(cuts, "");
      if (uncut.search(spellings) >= 0) text = uncut.replace(spellings, mask);
    }
    text = text.replace(patterns[0]!, mask);
    return text.replace(patterns[1]!, `$1${mask}`).replaceAll(`${mask} ${mask}`, mask);
  };
}

/** Patterns of a secret as it is, and of the base64 of any text that it is in. */
function spellingsIn(secret: string): string[] {
  const bytes = new TextEncoder().encode(secret);
  const base64 = [0, 1, 2].map((before) => base64Of(bytes, before)).filter((core) =>
    core.length >= shortestBase64
  ).map((core) => {
    const pattern = Array.from(core, (char) => anyOf({ "+": "+-", "/": "/_" }[char] ?? char));
    // Next to these are characters that hold bits of the secret and of something else.
    return `[\\w+/-]?${pattern.join("")}[\\w+/-]?(?:=|%3d){0,2}`;
  });
  return [Array.from(secret, anyOf).join(""), ...base64];
}

/** The characters of base64 that hold nothing but these bytes, when so many bytes come before them. */
function base64Of(bytes: Uint8Array, before: number): string {
  const all = [...Array(before).fill(0), ...bytes];
  return btoa(String.fromCharCode(...all)).slice(
    Math.ceil(before * 8 / 6),
    Math.floor(all.length * 8 / 6),
  );
}

/** A pattern of any of some characters: as they are, or escaped as in a URL, in JSON or in HTML. */
function anyOf(chars: string): string {
  if (/^[a-z\d]$/i.test(chars)) return chars;
  const patterns = Array.from(chars, (char) => {
    const code = char.codePointAt(0)!;
    const hex = code.toString(16);
    const percent = Array.from(
      new TextEncoder().encode(char),
      (byte) => `%${byte.toString(16).padStart(2, "0")}`,
    );
    // RegExp.escape() is missing in Node 22.
    return `\\\\?${char.replace(/[\^$\\.*+?()[\]{}|/]/, "\\$&")}|${percent.join("")}|` +
      `\\\\u${hex.padStart(4, "0")}|&#(?:${code}|x0*${hex});`;
  });
  return `(?:${patterns.join("|")})`;
}

/** Copies an error's name and redacted message; its stack, properties and causes are left behind. */
export function redactedCause(error: unknown, redact: Redact): Error {
  const copy = new Error(redact(error instanceof Error ? error.message : String(error)));
  copy.name = error instanceof Error ? error.name : "Error";
  delete copy.stack;
  return copy;
}
