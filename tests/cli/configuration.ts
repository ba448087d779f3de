/**
 * The settings as tables for docs/configuration.md.
 *
 * @module
 */

import { cronNames } from "../../cli/cron/settings.ts";
import { flagOf, type SettingName, settingOf, syncNames, variableOf } from "../../cli/settings.ts";

/** Writes the settings of every sync as a table in Markdown. */
export const syncLines = (): string[] => tableLines([...syncNames, "workspace", "config"]);

/** Writes the settings that only cron and the status page have as a table in Markdown. */
export const cronLines = (): string[] => tableLines(cronNames);

function tableLines(names: readonly SettingName[]): string[] {
  const rows = names.map((name) => {
    const { type, help, default: fallback = type.default } = settingOf(name);
    const flag = flagOf(name);
    return [
      code(variableOf(name)),
      code(flag && [`--${flag}`, type.placeholder].filter(Boolean).join(" ")),
      help,
      code(fallback),
    ];
  });
  const heads = ["variable", "flag", "meaning", "default"];
  return [heads, heads.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`);
}

/** Marks a text as code, in a cell of a table. */
function code(text: string | undefined): string {
  return text ? `\`${text.replaceAll("|", "\\|")}\`` : "";
}
