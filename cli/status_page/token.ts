/**
 * Reads the setting that says who may see the status page.
 *
 * @module
 */

import { UsageError } from "../errors.ts";
import type { Environment } from "../flags.ts";

/** The setting that holds the token of the page. */
export const statusTokenSetting = {
  env: "WORKSPACE_STATUS_TOKEN",
  value: "TOKEN",
  help: "Token of the status page, 16 characters or more; without it there is none but on loopback",
} as const;

/** Fewest characters of a token. */
const shortestToken = 16;

/**
 * Reads the token of the page.
 *
 * @throws {UsageError} when it is too short to be one.
 */
export function statusTokenOf(env: Environment): string | undefined {
  const token = env(statusTokenSetting.env);
  if (token !== undefined && token.length < shortestToken) {
    throw new UsageError(
      `Cannot use ${statusTokenSetting.env}: it is shorter than ${shortestToken} characters`,
    );
  }
  return token;
}
