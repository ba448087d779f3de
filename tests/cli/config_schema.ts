/**
 * The JSON schema of the config file, made from the settings; `deno task config-schema` writes it.
 *
 * @module
 */

import { namePattern } from "../../cli/config_file.ts";
import {
  keyOf,
  type Place,
  type SettingName,
  settingOf,
  settings,
  variableOf,
} from "../../cli/settings.ts";

/** Where the schema is published. */
export const schemaFile = new URL("../../docs/workspace-sync.schema.json", import.meta.url);

/** Makes the schema. */
export function configSchema(): Record<string, unknown> {
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "Config file of workspace-sync",
    description: "What is beside `workspaces` holds for all of them; what is in one wins over it.",
    type: "object",
    properties: {
      $schema: { type: "string", description: "This schema, for editors" },
      ...propertiesOf(["workspace", "all"]),
      workspaces: {
        description: "The workspaces, by names of up to 32 letters, digits, _ and -",
        type: "object",
        propertyNames: { pattern: namePattern },
        additionalProperties: {
          type: "object",
          properties: propertiesOf(["workspace"]),
          additionalProperties: false,
        },
        minProperties: 1,
      },
    },
    additionalProperties: false,
  };
}

/** Describes the settings that have their place there. */
function propertiesOf(places: readonly Place[]): Record<string, unknown> {
  const names = (Object.keys(settings) as SettingName[]).filter((name) =>
    settingOf(name).places.some((place) => places.includes(place))
  );
  return Object.fromEntries(names.map((name) => [keyOf(name), propertyOf(name)]));
}

function propertyOf(name: SettingName): Record<string, unknown> {
  const { type: { schema, isSecret }, help: description, default: text } = settingOf(name);
  if (isSecret) {
    const held = `Name of the variable that holds it, instead of ${variableOf(name)}`;
    return { description: `${description}. ${held}`, ...schema };
  }
  const isText = schema.type === "string";
  return {
    description,
    ...schema,
    ...(text !== undefined && { default: isText ? text : JSON.parse(text) }),
  };
}

if (import.meta.main) {
  await Deno.writeTextFile(schemaFile, JSON.stringify(configSchema(), null, 2) + "\n");
}
