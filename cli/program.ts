/**
 * How a user calls this program.
 *
 * @module
 */

/** What stands before a command: a task of this repository, or the name that it is installed under. */
export const program: string = import.meta.url.startsWith("file:") ? "deno task" : "workspace-sync";
