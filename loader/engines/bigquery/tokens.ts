/**
 * Gets access tokens from Google: for a service account, a user, another provider's identity, or the
 * machine this runs on.
 *
 * @module
 */

import { DestinationError } from "../../errors.ts";
import { isLoopback } from "../../secrets.ts";
import { BigQueryError, isTransient, withRetries } from "./errors.ts";

/** What a token server hands out. */
export interface Token {
  /** Goes into the header `Authorization`. */
  readonly access_token: string;
  /** How long it lasts, in seconds. */
  readonly expires_in: number;
}

/** Reads a file of text. */
export type Read = (file: string) => Promise<string>;

/** Gets a token by which a platform says which program it runs; the audience is whom it is for. */
export type IdToken = (audience: string) => Promise<string>;

/** A service account's key, as Google hands it out. */
export interface ServiceAccountKey {
  readonly client_email: string;
  readonly private_key: string;
  readonly private_key_id?: string;
  readonly token_uri?: string;
}

/** What `gcloud auth application-default login` leaves behind. */
export interface UserKey {
  readonly client_id?: string;
  readonly client_secret?: string;
  readonly refresh_token: string;
  readonly token_uri?: string;
}

/** How the token of another identity provider is exchanged (AIP-4117). */
export interface FederatedKey {
  readonly audience?: string;
  readonly subject_token_type?: string;
  readonly token_url?: string;
  readonly service_account_impersonation_url?: string;
}

/** What a service account's token comes as, to whoever may act as it. */
interface AccountToken {
  readonly accessToken: string;
  readonly expireTime: string;
}

/** Where the other provider's token is. */
export interface CredentialSource {
  readonly file?: string;
  readonly url?: string;
  readonly headers?: Record<string, string>;
  readonly format?: { readonly type?: string; readonly subject_token_field_name?: string };
}

const defaultTokenUrl = "https://oauth2.googleapis.com/token";
const scope = "https://www.googleapis.com/auth/bigquery";
/** What a federated token needs to become a service account's. */
const platformScope = "https://www.googleapis.com/auth/cloud-platform";

/** Exchanges a signed assertion for a token (RFC 7523). `place` is where the key is, for messages. */
export async function serviceAccountToken(key: ServiceAccountKey, place: string): Promise<Token> {
  const now = Math.floor(Date.now() / 1000);
  const header = { alg: "RS256", typ: "JWT", kid: key.private_key_id };
  const aud = key.token_uri ?? defaultTokenUrl;
  const claims = { iss: key.client_email, scope, aud, iat: now, exp: now + 3600 };
  const unsigned = `${encode(JSON.stringify(header))}.${encode(JSON.stringify(claims))}`;
  const signature = await crypto.subtle.sign(
    "RSASSA-PKCS1-v1_5",
    await privateKey(key.private_key, place),
    new TextEncoder().encode(unsigned),
  );
  const assertion = `${unsigned}.${encode(String.fromCharCode(...new Uint8Array(signature)))}`;
  return grant(aud, { grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer", assertion });
}

/** Exchanges a user's refresh token (RFC 6749 §6). */
export function userToken(key: UserKey): Promise<Token> {
  return grant(key.token_uri, {
    grant_type: "refresh_token",
    client_id: key.client_id ?? "",
    client_secret: key.client_secret ?? "",
    refresh_token: key.refresh_token,
  });
}

/**
 * Exchanges another provider's token (RFC 8693), and then for a service account's if one is named.
 *
 * @param subject The other provider's token.
 */
export async function federatedToken(key: FederatedKey, subject: string): Promise<Token> {
  const url = key.service_account_impersonation_url;
  const token = await grant(key.token_url ?? "https://sts.googleapis.com/v1/token", {
    grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
    requested_token_type: "urn:ietf:params:oauth:token-type:access_token",
    audience: key.audience ?? "",
    scope: url ? platformScope : scope,
    subject_token: subject,
    subject_token_type: key.subject_token_type ?? "",
  });
  if (url === undefined) return token;
  const { accessToken, expireTime } = await post<AccountToken>("accessToken", url, {
    headers: {
      authorization: `Bearer ${token.access_token}`,
      "content-type": "application/json",
    },
    body: JSON.stringify({ scope: [scope] }),
  });
  const expires_in = (Date.parse(expireTime) - Date.now()) / 1000;
  return { access_token: accessToken, expires_in };
}

/** Asks for the machine's service account (compute/docs/access/authenticate-workloads). */
export async function machineToken(host: string): Promise<Token> {
  const path = "/computeMetadata/v1/instance/service-accounts/default/token";
  const headers = { "metadata-flavor": "Google" };
  const answer = await get(`http://${host}${path}?scopes=${scope}`, headers);
  return answerWith<Token>("access_token", host, answer);
}

/**
 * Parses what must be a JSON object.
 *
 * @throws {DestinationError} when it is not one; the message names the place and shows nothing of the text.
 */
export function parseObject<Content extends object>(place: string, text: string): Content {
  try {
    const content = JSON.parse(text);
    if (typeof content === "object" && content !== null) return content;
  } catch {
    // What JSON.parse() says quotes pieces of the text, which may be a secret.
  }
  throw unusable(place, "expected a JSON object");
}

/** The error that says why credentials cannot be used. */
export function unusable(place: string, why: string): DestinationError {
  return new DestinationError(`Cannot use the credentials in ${place}: ${why}`, "unusable");
}

async function privateKey(pem: string, place: string): Promise<CryptoKey> {
  const algorithm = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };
  try {
    const der = atob(pem.replace(/-----[^-]+-----|\s/g, ""));
    const bytes = Uint8Array.from(der, (char) => char.charCodeAt(0));
    return await crypto.subtle.importKey("pkcs8", bytes, algorithm, false, ["sign"]);
  } catch {
    throw unusable(place, "its private key is damaged; create a new one");
  }
}

/**
 * Reads the other provider's token from where a key says that it is.
 *
 * @throws {DestinationError} when there is none.
 */
export async function subjectToken(
  { file, url, headers, format }: CredentialSource,
  read: Read,
): Promise<string> {
  const place = (file ?? url)!;
  let text: string;
  try {
    text = await (file ? read(file) : withRetries(() => get(place, headers)));
  } catch {
    throw new DestinationError(
      `Cannot sign in to Google: the token at ${place} cannot be read`,
      "unusable",
    );
  }
  if (format?.type !== "json") return text.trim();
  const name = format.subject_token_field_name ?? "access_token";
  const token = parseObject<Record<string, unknown>>(place, text)[name];
  if (typeof token === "string") return token;
  throw unusable(place, `'${name}' holds no text`);
}

/** Reads an address that belongs to the machine or its platform. */
function get(url: string, headers: Record<string, string> = {}): Promise<string> {
  // On other machines nobody answers, so the wait must be short.
  return ask(new URL(url), { headers, signal: AbortSignal.timeout(3_000) });
}

function grant(url = defaultTokenUrl, parameters: Record<string, string>): Promise<Token> {
  return post("access_token", url, { body: new URLSearchParams(parameters) });
}

/** Posts until it is answered with a token under a name; a refusal is final. */
async function post<Answer extends object>(
  name: keyof Answer,
  address: string,
  request: RequestInit,
): Promise<Answer> {
  const url = URL.parse(address);
  if (url === null || (url.protocol !== "https:" && !isLoopback(url.hostname))) {
    throw new DestinationError(
      "Cannot sign in to Google: an address in the credentials is not https; create new ones",
      "unusable",
    );
  }
  const signal = () => AbortSignal.timeout(30_000);
  try {
    const text = await withRetries(() =>
      ask(url, { ...request, method: "POST", signal: signal() })
    );
    return answerWith<Answer>(name, url.origin, text);
  } catch (error) {
    if (!(error instanceof BigQueryError)) throw error;
    const hint = isTransient(error) ? "run again later" : "check the key, or sign in again";
    throw new DestinationError(`Cannot sign in to Google: ${error.message}; ${hint}`, "unusable");
  }
}

/** Parses an answer that must hold a token under a name. */
function answerWith<Answer extends object>(
  name: keyof Answer,
  server: string,
  text: string,
): Answer {
  const answer = parseObject<Answer>(server, text);
  if (typeof answer[name] === "string") return answer;
  throw unusable(server, "its answer holds no token");
}

/** Sends a request once and reads the whole answer; a message shows no more of it than an error's code. */
async function ask(url: URL, request: RequestInit): Promise<string> {
  let response: Response;
  let text: string;
  try {
    response = await fetch(url, { ...request, redirect: "error" });
    text = await response.text();
  } catch {
    throw new BigQueryError(0, "network", `no answer from ${url.origin}`);
  }
  if (response.ok) return text;
  throw new BigQueryError(response.status, "", `it answered '${codeIn(text) ?? response.status}'`);
}

/** The code of an error (RFC 6749 §5.2). */
function codeIn(text: string): string | undefined {
  try {
    const { error } = JSON.parse(text);
    return typeof error === "string" ? error : undefined;
  } catch {
    return undefined;
  }
}

function encode(text: string): string {
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
