/**
 * Posts to a webhook, signed as Standard Webhooks has it.
 *
 * @module
 */

// @ts-types="../std.d.ts"
import { retry } from "@std/async/retry";

/** Where to post, and how. */
export interface Webhook {
  /** The URL; a secret. */
  readonly url: string;
  /** The key that is signed with, as `whsec_` and base64; without one nothing is signed. */
  readonly secret: string | undefined;
  /** Longest time that all attempts take, in milliseconds. @default {20_000} */
  readonly limit?: number;
}

/** The webhook did not take a message. */
class WebhookError extends Error {
  /** Whether another attempt may go better. */
  readonly transient: boolean;

  constructor(message: string, transient: boolean) {
    super(message);
    this.transient = transient;
  }
}

/**
 * Posts JSON text; temporary refusals are repeated.
 *
 * @param id Identifies the message, so that one that comes twice can be told.
 * @throws {Error} when it is not taken; the message does not show the URL's path.
 */
export async function post(webhook: Webhook, id: string, body: string): Promise<void> {
  const { limit = 20_000 } = webhook;
  const signal = AbortSignal.timeout(limit);
  let why = `it did not answer within ${limit / 1000} s`;
  try {
    await retry(() => send(webhook, id, body, signal), {
      ...{ maxAttempts: 4, minTimeout: 1_000, maxTimeout: 8_000, signal },
      isRetriable: (error) => {
        if (!(error instanceof WebhookError)) return false; // The time is up.
        why = error.message;
        return error.transient;
      },
    });
  } catch {
    const { origin } = new URL(webhook.url);
    throw new Error(`Cannot send an alert to ${origin}: ${why}; the next sync tries again`);
  }
}

async function send(
  { url, secret }: Webhook,
  id: string,
  body: string,
  signal: AbortSignal,
): Promise<void> {
  const timestamp = String(Math.floor(Date.now() / 1000));
  let response: Response;
  try {
    response = await fetch(url, {
      method: "POST",
      redirect: "manual",
      headers: {
        "content-type": "application/json",
        "webhook-id": id,
        "webhook-timestamp": timestamp,
        ...(secret && { "webhook-signature": await sign(secret, `${id}.${timestamp}.${body}`) }),
      },
      body,
      signal,
    });
  } catch {
    signal.throwIfAborted();
    throw new WebhookError("there is no connection", true);
  }
  await response.body?.cancel();
  const { status } = response;
  if (response.ok) return;
  const isRedirect = status >= 300 && status < 400;
  const isTransient = status === 408 || status === 429 || status >= 500;
  throw new WebhookError(
    `it answered ${status}${isRedirect ? ", and redirects are not followed" : ""}`,
    isTransient,
  );
}

/** Signs a text with HMAC-SHA256. */
async function sign(secret: string, text: string): Promise<string> {
  const bytes = Uint8Array.fromBase64(secret.replace(/^whsec_/, ""));
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("raw", bytes, algorithm, false, ["sign"]);
  const signature = await crypto.subtle.sign("HMAC", key, new TextEncoder().encode(text));
  return `v1,${new Uint8Array(signature).toBase64()}`;
}
