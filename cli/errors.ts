/**
 * Turns errors into one line and an exit code.
 *
 * @module
 */

import { DestinationError } from "@workspace-sync/loader/errors";
import { AuthenticationError, ConfigurationError, LockedError } from "@workspace-sync/sdk/errors";

/** Exit codes of every command. */
export const exit = {
  /** All went well. */
  ok: 0,
  /** A resource failed, or the destination did. */
  failed: 1,
  /** Wrong use or configuration. */
  usage: 2,
  /** The API refuses the token or the workspace. */
  authentication: 3,
  /** Stopped by SIGINT. */
  interrupted: 130,
  /** Stopped by SIGTERM. */
  terminated: 143,
} as const;

/** Wrong use of a command or a wrong setting. */
export class UsageError extends Error {
  /** Makes an error from its message. */
  constructor(message: string) {
    super(message);
    this.name = "UsageError";
  }
}

/** The process was asked to stop. */
export class InterruptedError extends Error {
  /** Exit code that says so. */
  readonly code: number;

  /** Makes an error from the signal. */
  constructor(signal: "SIGINT" | "SIGTERM") {
    super(`Stopped by ${signal}`);
    this.name = "InterruptedError";
    this.code = signal === "SIGINT" ? exit.interrupted : exit.terminated;
  }
}

/** Returns the exit code for an error that ended a command. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof InterruptedError) return error.code;
  if (error instanceof AuthenticationError || error instanceof LockedError) {
    return exit.authentication;
  }
  if (error instanceof UsageError || error instanceof ConfigurationError) return exit.usage;
  if (error instanceof DestinationError) {
    return ["unusable", "absent", "occupied", "query"].includes(error.reason)
      ? exit.usage
      : exit.failed;
  }
  return exit.failed;
}

/** Returns the line that says what went wrong, and in which workspace of the config file. */
export function errorLine(message: string, workspace: string | undefined): string {
  return `error: ${inWorkspace(message, workspace)}`;
}

/** Returns the line that says what went wrong beside a sync, and in which workspace of the config file. */
export function warningLine(message: string, workspace: string | undefined): string {
  return `warning: ${inWorkspace(message, workspace)}`;
}

function inWorkspace(message: string, workspace: string | undefined): string {
  return workspace === undefined ? message : `${workspace}: ${message}`;
}

/** Returns what happened, in one line without a stack trace. */
export function lineOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split("\n")[0]!;
}
