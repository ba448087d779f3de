/**
 * Config files of workspaces, and sandboxes that they lead to.
 *
 * @module
 */

import { type Lab, type LabOptions, workspaceLab } from "../lab.ts";

/** A folder with a config file, which is removed at the end. */
export function configured(config: unknown) {
  const folder = Deno.makeTempDirSync();
  const file = `${folder}/workspace-sync.json`;
  Deno.writeTextFileSync(file, typeof config === "string" ? config : JSON.stringify(config));
  return { folder, file, [Symbol.dispose]: () => Deno.removeSync(folder, { recursive: true }) };
}

/** Two labs as the workspaces of a config file, with the variables of their tokens. */
export function twoLabs(options: LabOptions = {}) {
  const acme = workspaceLab({ rows: 2, token: "token-of-acme", ...options });
  const globex = workspaceLab({ rows: 3, seed: 2, token: "token-of-globex", ...options });
  const of = (lab: Lab, variable: string) => ({
    ...{ api_url: lab.api.url, api_token_variable: variable, destination: lab.address },
  });
  const config = configured({
    ...{ rate: 0, only: ["clients", "projects"] },
    workspaces: {
      acme: of(acme, "WORKSPACE_TOKEN_ACME"),
      globex: of(globex, "WORKSPACE_TOKEN_GLOBEX"),
    },
  });
  return {
    ...{ acme, globex, folder: config.folder },
    env: {
      WORKSPACE_CONFIG: config.file,
      WORKSPACE_TOKEN_ACME: "token-of-acme",
      WORKSPACE_TOKEN_GLOBEX: "token-of-globex",
    },
    [Symbol.asyncDispose]: async () => {
      config[Symbol.dispose]();
      await acme[Symbol.asyncDispose]();
      await globex[Symbol.asyncDispose]();
    },
  };
}
