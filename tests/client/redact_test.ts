import { assert, assertEquals } from "@std/assert";
import { createRedact, redactedCause } from "../../client/redact.ts";

const token = `rk_live-4/7+x"y\\z.Q~end==`;
const redact = createRedact(() => [token]);

/** Base64 of text, in the alphabet for URLs or not. */
const base64 = (text: string) => btoa(text);
const base64url = (text: string) =>
  btoa(text).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");

const spellings: readonly [string, string][] = [
  ["as it is", token],
  ["in capitals", token.toUpperCase()],
  ["percent-encoded", encodeURIComponent(token)],
  [
    "percent-encoded, every sign",
    token.replace(/\W/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`),
  ],
  ["as JSON", JSON.stringify(token).slice(1, -1)],
  ["as JSON with \\/", JSON.stringify(token).slice(1, -1).replaceAll("/", "\\/")],
  ["as JSON with \\u002B", JSON.stringify(token).slice(1, -1).replaceAll("+", "\\u002B")],
  ["as HTML", token.replaceAll("/", "&#x2F;").replaceAll("=", "&#61;").replaceAll('"', "&#34;")],
  ["in base64", base64(token)],
  ["in base64url", base64url(token)],
  ["in base64, percent-encoded", encodeURIComponent(base64(token))],
  ["in base64 as JSON with \\/", base64(token).replaceAll("/", "\\/")],
  ["in base64 of MIME", base64(token).replace(/.{8}/g, "$&\r\n")],
  ["cut by NUL", `${token.slice(0, 5)}\0${token.slice(5)}`],
  ["cut by a tab in JSON", `${token.slice(0, 5)}\\t${token.slice(5)}`],
  ["cut by \\u0007 in JSON", `${token.slice(0, 5)}\\u0007${token.slice(5)}`],
  ["cut by a zero width space", `${token.slice(0, 5)}\u200b${token.slice(5)}`],
  ["cut by escapes of a terminal", [...token].join("\x1b")],
];
for (const [title, spelling] of spellings) {
  Deno.test(`createRedact() takes out a token ${title}`, () => {
    assertEquals(redact(`It was ${spelling}.`), "It was [redacted].");
  });
}

/** Whether some text has six characters in a row of another one. */
function shares(text: string, secret: string): boolean {
  return Array.from({ length: secret.length - 5 }, (_, at) => secret.slice(at, at + 6))
    .some((piece) => text.includes(piece));
}

for (const before of ["", "a", "ab", "Bearer ", "user:", "Authorization: Bearer "]) {
  for (const encode of [base64, base64url]) {
    Deno.test(`createRedact() takes out a token in ${encode.name} after '${before}'`, () => {
      for (const after of ["", "x", "xy", "\r\nAccept: */*"]) {
        const echo = encode(before + token + after);
        const redacted = redact(`It was ${echo}.`);
        assert(redacted.includes("[redacted]"), redacted);
        assert(!shares(redacted, encode(token)), redacted);
        const decoded = [0, 1, 2, 3].map((skip) => {
          const rest = redacted.slice(7).replace(/[^\w+/-].*$/s, "").slice(skip);
          return atob(
            rest.slice(0, rest.length - rest.length % 4).replaceAll("-", "+")
              .replaceAll("_", "/"),
          );
        });
        assert(!decoded.some((text) => shares(text, token)), `${decoded} is in ${redacted}`);
      }
    });
  }
}

Deno.test("createRedact() takes out what looks like a credential, and nothing else", () => {
  const redact = createRedact(() => ["s3cret"]);
  assertEquals(redact("Authorization: Bearer abc.def"), "Authorization: [redacted]");
  assertEquals(redact(`{"token":"abc"}`), `{"token":"[redacted]"}`);
  for (
    const text of [
      "the invoice 42 has a problem",
      "line 1\nline 2\t\0",
      "\\n \\u0041 %41 &#65;",
      btoa("what has nothing to do with it"),
    ]
  ) assertEquals(redact(text), text);
});

Deno.test("createRedact() leaves a text alone when there is no secret, and knows new ones", () => {
  const secrets = [""];
  const redact = createRedact(() => secrets);
  assertEquals(redact("first, second"), "first, second");
  secrets.push("first");
  assertEquals(redact("first, second"), "[redacted], second");
  secrets.push("second");
  assertEquals(redact("first, second"), "[redacted], [redacted]");
});

Deno.test("redactedCause() leaves behind what could hold a secret beside the message", () => {
  const cause = Object.assign(new TypeError(`cannot send ${token}`), { url: token, cause: token });
  const copy = redactedCause(cause, redact);
  assertEquals([copy.name, copy.message], ["TypeError", "cannot send [redacted]"]);
  assertEquals([copy.stack, copy.cause, Object.keys(copy)], [undefined, undefined, ["name"]]);
});
