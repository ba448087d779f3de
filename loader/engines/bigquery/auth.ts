/**
 * Finds the credentials for BigQuery and turns them into request headers.
 *
 * @module
 */

import { type Clock, realClock } from "../../clock.ts";
import { DestinationError } from "../../errors.ts";
import {
  type CredentialSource,
  type FederatedKey,
  federatedToken,
  type IdToken,
  machineToken,
  parseObject,
  type Read,
  type ServiceAccountKey,
  serviceAccountToken,
  subjectToken,
  type Token,
  unusable,
  type UserKey,
  userToken,
} from "./tokens.ts";

/** What authorizes requests. */
export interface Credentials {
  /** What they are and where they come from, without secrets. */
  readonly source: string;
  /** Headers of a request. */
  headers(): Promise<Record<string, string>>;
}

/** Options for {@linkcode findCredentials}. */
export interface FindOptions {
  /** Reads an environment variable. @default {Deno.env.get} */
  env?: (name: string) => string | undefined;
  /** Reads a file. @default {Deno.readTextFile} */
  read?: Read;
  /** Tells when a token expires. @default {realClock} */
  clock?: Clock;
  /** Gets a token of the platform that this runs on. @default {there is none} */
  idToken?: IdToken | undefined;
  /** Google's servers that exchange such a token. @default {those of `googleapis.com`} */
  servers?: Servers;
}

/** Base URLs of the servers that exchange the token of a platform. */
export interface Servers {
  /** The Security Token Service. */
  readonly sts: string;
  /** The one that gives tokens of service accounts. */
  readonly iam: string;
}

const googleServers: Servers = {
  sts: "https://sts.googleapis.com",
  iam: "https://iamcredentials.googleapis.com",
};

/** No authentication, for emulators. */
export const noCredentials: Credentials = {
  source: "no credentials (emulator)",
  headers: () => Promise.resolve({}),
};

/** How long before it expires a token is replaced, in milliseconds. */
const margin = 60_000;

/**
 * Finds credentials, in this order: an access token in `BIGQUERY_ACCESS_TOKEN`; the content of a key file in
 * `GOOGLE_CREDENTIALS`; the file that `GOOGLE_APPLICATION_CREDENTIALS` names; the token of the platform, exchanged
 * as `GOOGLE_WORKLOAD_IDENTITY_PROVIDER` and `GOOGLE_SERVICE_ACCOUNT` say; the file that
 * `gcloud auth application-default login` leaves behind; the metadata server of a machine of Google's.
 * A key file holds a service account's key, a user's refresh token, or how to exchange the token of
 * another identity provider (workload identity federation).
 *
 * @throws {DestinationError} when there are none, or the file is of another kind; the message says
 * what was tried and what to do, and holds no secret.
 */
export async function findCredentials(options: FindOptions = {}): Promise<Credentials> {
  const { env = (name) => Deno.env.get(name), read = Deno.readTextFile, clock = realClock } =
    options;
  const direct = env("BIGQUERY_ACCESS_TOKEN");
  if (direct) {
    return {
      source: "the token in BIGQUERY_ACCESS_TOKEN",
      headers: () => Promise.resolve({ authorization: `Bearer ${direct}` }),
    };
  }
  const inline = env("GOOGLE_CREDENTIALS");
  if (inline) return fromKey("GOOGLE_CREDENTIALS", inline, read, clock);

  const named = env("GOOGLE_APPLICATION_CREDENTIALS");
  if (named) {
    const text = await read(named).catch(() => undefined);
    if (text !== undefined) return fromKey(named, text, read, clock);
    throw unusable(named, "GOOGLE_APPLICATION_CREDENTIALS names it, and it cannot be read");
  }

  const provider = env("GOOGLE_WORKLOAD_IDENTITY_PROVIDER");
  if (provider) return ofPlatform(provider, env("GOOGLE_SERVICE_ACCOUNT"), { ...options, clock });

  const config = env("CLOUDSDK_CONFIG") ?? (env("HOME") && `${env("HOME")}/.config/gcloud`);
  const file = config && `${config}/application_default_credentials.json`;
  const text = file && await read(file).catch(() => undefined);
  if (text) return fromKey(file, text, read, clock);

  const host = env("GCE_METADATA_HOST") ?? "metadata.google.internal";
  const machine = cached("the machine's service account", clock, () => machineToken(host));
  if (await machine.headers().then(() => true, () => false)) return machine;

  throw new DestinationError(
    "Cannot find credentials for BigQuery: BIGQUERY_ACCESS_TOKEN, GOOGLE_CREDENTIALS and " +
      `GOOGLE_APPLICATION_CREDENTIALS are not set, ${
        file ?? "the file of gcloud"
      } cannot be read, and ` +
      "no metadata server answers; run gcloud auth application-default login, or name a service " +
      "account's key file",
    "unusable",
  );
}

/** Exchanges the tokens of the platform at a provider such as `projects/1/locations/global/…/providers/deploy`. */
function ofPlatform(
  provider: string,
  account: string | undefined,
  { idToken, clock, servers = googleServers }: FindOptions & { readonly clock: Clock },
): Credentials {
  if (idToken === undefined) {
    throw unusable(
      "GOOGLE_WORKLOAD_IDENTITY_PROVIDER",
      "the program brings no tokens of the platform that it runs on; docs/deploy.md shows how it does on Deno Deploy",
    );
  }
  if (
    !/^projects\/\d+\/locations\/global\/workloadIdentityPools\/[\w-]+\/providers\/[\w-]+$/.test(
      provider,
    )
  ) {
    throw unusable(
      "GOOGLE_WORKLOAD_IDENTITY_PROVIDER",
      `expected projects/NUMBER/locations/global/workloadIdentityPools/POOL/providers/PROVIDER, got '${provider}'`,
    );
  }
  if (account && !/^[\w.-]+@[\w.-]+$/.test(account)) {
    throw unusable(
      "GOOGLE_SERVICE_ACCOUNT",
      `expected NAME@PROJECT.iam.gserviceaccount.com, got '${account}'`,
    );
  }
  const key: FederatedKey = {
    audience: `//iam.googleapis.com/${provider}`,
    subject_token_type: "urn:ietf:params:oauth:token-type:jwt",
    token_url: `${servers.sts}/v1/token`,
    ...(account && {
      service_account_impersonation_url:
        `${servers.iam}/v1/projects/-/serviceAccounts/${account}:generateAccessToken`,
    }),
  };
  const identity = "the identity of the platform in GOOGLE_WORKLOAD_IDENTITY_PROVIDER";
  const source = account ? `the service account ${account}, as ${identity}` : identity;
  return cached(source, clock, async () => {
    let subject: string;
    try {
      subject = await idToken(`https://iam.googleapis.com/${provider}`);
    } catch (error) {
      throw new DestinationError(
        `Cannot sign in to Google: the platform gives no token: ${firstLine(error)}`,
        "unusable",
        { cause: error },
      );
    }
    return await federatedToken(key, subject);
  });
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split("\n")[0]!;
}

interface KeySource {
  readonly type?: string;
  /** Where the token of another provider is. */
  readonly credential_source?: CredentialSource;
}

type Key = KeySource & Partial<ServiceAccountKey & UserKey & FederatedKey>;

function fromKey(place: string, text: string, read: Read, clock: Clock): Credentials {
  const key = parseObject<Key>(place, text);
  const { type, client_email, private_key, refresh_token, credential_source } = key;
  if (type === "service_account" && client_email && private_key) {
    return cached(
      `the service account ${client_email} in ${place}`,
      clock,
      () => serviceAccountToken({ ...key, client_email, private_key }, place),
    );
  }
  if (type === "authorized_user" && refresh_token) {
    return cached(`the user in ${place}`, clock, () => userToken({ ...key, refresh_token }));
  }
  if (type === "external_account" && (credential_source?.file || credential_source?.url)) {
    return cached(
      `the federated identity in ${place}`,
      clock,
      async () => federatedToken(key, await subjectToken(credential_source, read)),
    );
  }
  throw unusable(
    place,
    "expected the type service_account, authorized_user or external_account with a token file or " +
      `URL, got '${type}'`,
  );
}

/** Keeps a token until shortly before it expires; concurrent callers wait for the same one. */
function cached(source: string, clock: Clock, getToken: () => Promise<Token>): Credentials {
  interface Held {
    readonly value: string;
    readonly isOver: () => boolean;
  }
  let current: Promise<Held> | undefined;

  const renew = (): Promise<Held> => {
    const held = getToken().then(({ access_token, expires_in }) => {
      const ms = expires_in * 1000 - margin;
      const [until, untilDate] = [clock.now() + ms, clock.date() + ms];
      // The date can be set back, and the monotonic clock stands still while the machine sleeps.
      const isOver = () => clock.now() > until || clock.date() > untilDate;
      return { value: access_token, isOver };
    });
    held.catch(() => {
      if (current === held) current = undefined;
    });
    return held;
  };

  return {
    source,
    async headers() {
      const asked = current;
      const isOver = asked === undefined || (await asked).isOver();
      if (isOver && current === asked) current = renew();
      return { authorization: `Bearer ${(await current!).value}` };
    },
  };
}
