/**
 * Finds the credentials for BigQuery and turns them into request headers.
 *
 * @module
 */

import { DestinationError } from "../../errors.ts";

/** What authorizes requests. */
export interface Credentials {
  /** Where they come from, without secrets. */
  readonly source: string;
  /** Headers of a request. */
  headers(): Promise<Record<string, string>>;
}

/** Options for {@linkcode findCredentials}. */
export interface FindOptions {
  /** Reads an environment variable. @default {Deno.env.get} */
  env?: (name: string) => string | undefined;
  /** Reads a file. @default {Deno.readTextFile} */
  read?: (file: string) => Promise<string>;
}

/** No authentication, for emulators. */
export const noCredentials: Credentials = {
  source: "none (emulator)",
  headers: () => Promise.resolve({}),
};

/** Time before its end at which a token is replaced, in milliseconds. */
const margin = 60_000;

/**
 * Finds credentials: an access token in `BIGQUERY_ACCESS_TOKEN`, then the file that
 * `GOOGLE_APPLICATION_CREDENTIALS` names, then the one that `gcloud auth application-default login`
 * leaves behind. A file holds a service account's key or a user's refresh token.
 *
 * @throws {DestinationError} when there are none, or the file is of another kind; the message says
 * what was tried and what to do, and holds no secret.
 */
export async function findCredentials(
  { env = (name) => Deno.env.get(name), read = Deno.readTextFile }: FindOptions = {},
): Promise<Credentials> {
  const direct = env("BIGQUERY_ACCESS_TOKEN");
  if (direct) {
    return {
      source: "BIGQUERY_ACCESS_TOKEN",
      headers: () => Promise.resolve({ authorization: `Bearer ${direct}` }),
    };
  }
  const named = env("GOOGLE_APPLICATION_CREDENTIALS");
  const config = env("CLOUDSDK_CONFIG") ?? (env("HOME") && `${env("HOME")}/.config/gcloud`);
  const file = named ?? (config && `${config}/application_default_credentials.json`);
  const text = file && await read(file).catch(() => undefined);
  if (!text) {
    throw new DestinationError(
      "Cannot find credentials for BigQuery: BIGQUERY_ACCESS_TOKEN is not set, and " +
        (named
          ? `the file ${named} that GOOGLE_APPLICATION_CREDENTIALS names cannot be read`
          : `neither is GOOGLE_APPLICATION_CREDENTIALS, and ${
            file ?? "the home folder"
          } cannot be read`) +
        "; run gcloud auth application-default login, or name a service account's key file",
      "unusable",
    );
  }
  return fromFile(file, text);
}

interface KeyFile {
  readonly type?: string;
  readonly client_email?: string;
  readonly private_key?: string;
  readonly private_key_id?: string;
  readonly client_id?: string;
  readonly client_secret?: string;
  readonly refresh_token?: string;
}

function fromFile(file: string, text: string): Credentials {
  const key = parsed(file, text);
  if (key.type === "service_account" && key.client_email && key.private_key) {
    return cached(`the service account ${key.client_email} in ${file}`, () => serviceAccount(key));
  }
  if (key.type === "authorized_user" && key.refresh_token) {
    return cached(`the user credentials in ${file}`, () =>
      grant({
        grant_type: "refresh_token",
        client_id: key.client_id ?? "",
        client_secret: key.client_secret ?? "",
        refresh_token: key.refresh_token!,
      }));
  }
  throw new DestinationError(
    `Cannot use the credentials in ${file}: expected the type service_account or authorized_user, got '${key.type}'`,
    "unusable",
  );
}

function parsed(file: string, text: string): KeyFile {
  try {
    return JSON.parse(text);
  } catch {
    throw new DestinationError(`Cannot use the credentials in ${file}: it is not JSON`, "unusable");
  }
}

interface Token {
  readonly access_token: string;
  readonly expires_in: number;
}

/** Keeps a token until shortly before its end. */
function cached(source: string, fetchToken: () => Promise<Token>): Credentials {
  let token: Promise<{ value: string; until: number }> | undefined;
  return {
    source,
    async headers() {
      if (token === undefined || (await token).until < Date.now()) {
        token = fetchToken().then(({ access_token, expires_in }) => ({
          value: access_token,
          until: Date.now() + expires_in * 1000 - margin,
        }));
        token.catch(() => token = undefined);
      }
      return { authorization: `Bearer ${(await token).value}` };
    },
  };
}

const tokenUrl = "https://oauth2.googleapis.com/token";
const scope = "https://www.googleapis.com/auth/bigquery";

/** Exchanges a signed assertion for a token (RFC 7523). */
async function serviceAccount(key: KeyFile): Promise<Token> {
  const now = Math.floor(Date.now() / 1000);
  const header = { alg: "RS256", typ: "JWT", kid: key.private_key_id };
  const claims = { iss: key.client_email, scope, aud: tokenUrl, iat: now, exp: now + 3600 };
  const unsigned = `${encode(JSON.stringify(header))}.${encode(JSON.stringify(claims))}`;
  const pem = key.private_key!.replace(/-----[^-]+-----|\s/g, "");
  const privateKey = await crypto.subtle.importKey(
    "pkcs8",
    Uint8Array.from(atob(pem), (char) => char.charCodeAt(0)),
    { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" },
    false,
    ["sign"],
  );
  const signature = await crypto.subtle.sign(
    "RSASSA-PKCS1-v1_5",
    privateKey,
    new TextEncoder().encode(unsigned),
  );
  const assertion = `${unsigned}.${encode(String.fromCharCode(...new Uint8Array(signature)))}`;
  return grant({ grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer", assertion });
}

async function grant(parameters: Record<string, string>): Promise<Token> {
  const response = await fetch(tokenUrl, {
    method: "POST",
    body: new URLSearchParams(parameters),
    signal: AbortSignal.timeout(30_000),
  });
  if (response.ok) return await response.json();
  const { error } = await response.json().catch(() => ({ error: `HTTP ${response.status}` }));
  throw new DestinationError(
    `Cannot sign in to Google: it answered '${error}'; check the key, or sign in again`,
    "unusable",
  );
}

function encode(text: string): string {
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
