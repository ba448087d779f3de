// Types of what this room uses of the standard library, which the npm copy of it comes without.

export function parse(text: string): unknown;

export function toCamelCase(text: string): string;
export function toPascalCase(text: string): string;
export function toSnakeCase(text: string): string;
