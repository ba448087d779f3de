// Types of what this room uses of the standard library: `deno-std`, a third party's build of it for npm, has none.

export function parse(text: string): unknown;

export function toCamelCase(text: string): string;
export function toPascalCase(text: string): string;
export function toSnakeCase(text: string): string;
