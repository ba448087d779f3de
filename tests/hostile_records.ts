/**
 * Records that try to break out of whatever they are put into.
 *
 * @module
 */

/** Texts that break what is built by joining strings. */
export const texts: readonly string[] = [
  `'; DROP TABLE clients; --`,
  `"); DROP TABLE clients; --`,
  `' UNION SELECT * FROM read_csv('/etc/passwd') --`,
  `''`,
  `"`,
  `""`,
  `\\`,
  `\\'`,
  `\\u0000`,
  `\u0000`,
  `a\u0000b`,
  `$1 $name ? :name %s {}`,
  `$$; DROP TABLE clients; $$`,
  `/* -- */`,
  `\`\${1}\``,
  `line\nbreak\r\ttab`,
  `\u001b[31m\u0007`,
  `\u2028\u2029\u202e\ufeff`,
  `🦕 é e\u0301`,
  `NULL`,
  `null`,
  `[]`,
  `{"a": 1}`,
  `=HYPERLINK("http://127.0.0.1")`,
  `../../etc/passwd`,
  `__proto__`,
  `constructor`,
  ` leading and trailing `,
  `\\ud83e is text`,
];

/** A record that holds a text wherever a record can. */
export const recordOf = (text: string, index: number) => ({
  id: `${index} ${text}`,
  name: text,
  isActive: text,
  // An own member, as JSON.parse() makes one; unknown fields are kept.
  ...JSON.parse(`{"__proto__": {"polluted": true}, "constructor": 1, "toString": null}`),
  [`unknown ${text}`]: [text],
});
