/**
 * The settings of a sync as a table for docs/configuration.md.
 *
 * @module
 */

import { syncCommand } from "../../cli/commands.ts";
import { type CronSetting, cronSettings } from "../../cli/cron/settings.ts";
import type { Flag } from "../../cli/flags.ts";
import { tokenVariable } from "../../cli/settings.ts";

/** Flags that are not settings: what they ask for is done once. */
const acts = ["fresh", "dry-run", "env-file", "json", "verbose", "help"];

/** The settings of a sync that have a flag. */
export const settings: readonly Flag[] = syncCommand.flags.filter(({ name }) =>
  !acts.includes(name)
);

/** Writes the settings that have a flag as a table in Markdown. */
export function settingLines(): string[] {
  const token = [tokenVariable, "", "The token; asked for on a terminal", ""];
  return tableLines(["variable", "flag", "meaning", "default"], [
    token,
    ...settings.map(({ env, name, value, help, default: fallback }) => [
      env ?? "",
      `--${name}${value ? ` ${value}` : ""}`,
      help,
      fallback ?? (value ? "" : "0"),
    ]),
  ]);
}

/** Writes the settings that only cron has as a table in Markdown. */
export function cronLines(): string[] {
  const all: readonly CronSetting[] = Object.values(cronSettings);
  return tableLines(
    ["variable", "value", "meaning", "default"],
    all.map(({ env, value, help, default: fallback }) => [env, value, help, fallback ?? ""]),
  );
}

function tableLines(heads: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const meaning = heads.indexOf("meaning");
  const cells = rows.map((row) =>
    row.map((cell, column) => cell === "" || column === meaning ? cell : `\`${cell}\``)
  );
  const line = (row: readonly string[]) =>
    `| ${row.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(heads), line(heads.map(() => "---")), ...cells.map(line)];
}
