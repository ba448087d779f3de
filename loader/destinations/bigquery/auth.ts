/**
 * Finds the credentials for BigQuery and turns them into request headers.
 *
 * @module
 */

import { isLoopback } from "../../../client/options.ts";
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
 * leaves behind. A file holds a service account's key, a user's refresh token, or how to exchange the
 * token of another identity provider (workload identity federation).
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
  return fromFile(file, text, read);
}

interface KeyFile {
  readonly type?: string;
  readonly client_email?: string;
  readonly private_key?: string;
  readonly private_key_id?: string;
  readonly client_id?: string;
  readonly client_secret?: string;
  readonly refresh_token?: string;
  readonly token_uri?: string;
  readonly audience?: string;
  readonly subject_token_type?: string;
  readonly token_url?: string;
  readonly service_account_impersonation_url?: string;
  readonly credential_source?: {
    readonly file?: string;
    readonly format?: { readonly type?: string; readonly subject_token_field_name?: string };
  };
}

function fromFile(
  file: string,
  text: string,
  read: (file: string) => Promise<string>,
): Credentials {
  const key = parsed<KeyFile>(file, text);
  if (key.type === "service_account" && key.client_email && key.private_key) {
    return cached(`the service account ${key.client_email} in ${file}`, () => serviceAccount(key));
  }
  if (key.type === "authorized_user" && key.refresh_token) {
    return cached(`the user credentials in ${file}`, () =>
      grant(key.token_uri, {
        grant_type: "refresh_token",
        client_id: key.client_id ?? "",
        client_secret: key.client_secret ?? "",
        refresh_token: key.refresh_token!,
      }));
  }
  if (key.type === "external_account" && key.credential_source?.file) {
    return cached(`the federated identity in ${file}`, () => federated(key, read));
  }
  throw new DestinationError(
    `Cannot use the credentials in ${file}: expected the type service_account, authorized_user or ` +
      `external_account with a token file, got '${key.type}'`,
    "unusable",
  );
}

function parsed<Content>(file: string, text: string): Content {
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

const defaultTokenUrl = "https://oauth2.googleapis.com/token";
const scope = "https://www.googleapis.com/auth/bigquery";
/** What a federated token needs to become a service account's. */
const platformScope = "https://www.googleapis.com/auth/cloud-platform";

/** Exchanges a signed assertion for a token (RFC 7523). */
async function serviceAccount(key: KeyFile): Promise<Token> {
  const now = Math.floor(Date.now() / 1000);
  const header = { alg: "RS256", typ: "JWT", kid: key.private_key_id };
  const aud = key.token_uri ?? defaultTokenUrl;
  const claims = { iss: key.client_email, scope, aud, iat: now, exp: now + 3600 };
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
  return grant(aud, { grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer", assertion });
}

/** Exchanges another provider's token (RFC 8693), and then for a service account's if one is named. */
async function federated(key: KeyFile, read: (file: string) => Promise<string>): Promise<Token> {
  const { file = "", format } = key.credential_source!;
  const text = (await read(file).catch(() => {
    throw new DestinationError(
      `Cannot sign in to Google: the token file ${file} cannot be read`,
      "unusable",
    );
  })).trim();
  const subject = format?.type === "json"
    ? parsed<Record<string, string>>(file, text)[
      format.subject_token_field_name ?? "access_token"
    ] ?? ""
    : text;
  const token = await grant(key.token_url ?? "https://sts.googleapis.com/v1/token", {
    grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
    requested_token_type: "urn:ietf:params:oauth:token-type:access_token",
    audience: key.audience ?? "",
    scope: key.service_account_impersonation_url ? platformScope : scope,
    subject_token: subject,
    subject_token_type: key.subject_token_type ?? "",
  });
  const url = key.service_account_impersonation_url;
  if (url === undefined) return token;
  const { accessToken, expireTime } = await post<{ accessToken: string; expireTime: string }>(url, {
    headers: {
      authorization: `Bearer ${token.access_token}`,
      "content-type": "application/json",
    },
    body: JSON.stringify({ scope: [scope] }),
  });
  const expires_in = (Date.parse(expireTime) - Date.now()) / 1000;
  return { access_token: accessToken, expires_in };
}

function grant(url = defaultTokenUrl, parameters: Record<string, string>): Promise<Token> {
  return post(url, { body: new URLSearchParams(parameters) });
}

async function post<Answer>(address: string, request: RequestInit): Promise<Answer> {
  const url = URL.parse(address);
  if (url === null || (url.protocol !== "https:" && !isLoopback(url.hostname))) {
    throw new DestinationError(
      "Cannot sign in to Google: an address in the credentials is not https; get them anew",
      "unusable",
    );
  }
  const response = await fetch(url, {
    ...request,
    method: "POST",
    redirect: "error",
    signal: AbortSignal.timeout(30_000),
  });
  if (response.ok) return await response.json();
  const body = await response.json().catch(() => ({}));
  const reason = typeof body.error === "string" ? body.error : `HTTP ${response.status}`;
  throw new DestinationError(
    `Cannot sign in to Google: it answered '${reason}'; check the key, or sign in again`,
    "unusable",
  );
}

function encode(text: string): string {
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
