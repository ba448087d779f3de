/**
 * Checks where a client finds the API, and where it may send its token.
 *
 * @module
 */

import { ConfigurationError } from "./errors.ts";

/**
 * Checks the URL of an API and takes the slashes off its end.
 *
 * @throws {ConfigurationError} when it cannot be used; nothing that may be a password is part of the message.
 */
export function checkedUrl(baseUrl: string | URL): string {
  const url = parsedUrl(baseUrl);
  if (url === undefined || (url.protocol !== "https:" && url.protocol !== "http:")) {
    throw new ConfigurationError(refusalOf(String(baseUrl)));
  }
  if (url.username || url.password || url.search || url.hash) {
    throw new ConfigurationError(
      `Cannot use the base URL of ${url.host}: it must have no user, password, query or fragment`,
    );
  }
  if (url.protocol === "http:" && !isLoopback(url.hostname)) {
    throw new ConfigurationError(
      `Cannot send the token to ${url.origin}: http is not encrypted; use https://${url.host}`,
    );
  }
  return url.href.replace(/\/+$/, "");
}

/** Says what is wrong with a text that is no URL of an API, and what may be meant. */
function refusalOf(text: string): string {
  // Only a parsed URL tells a password from the rest; this may be one up to its last @.
  if (text.includes("@")) {
    return "Cannot use the base URL, which has a user or a password: expected one such as https://api.example.com";
  }
  const shown = text.replace(/[?#].*$/s, "");
  const [, host] = /^([\w.-]+|\[[\da-f:]+\])(:\d+)?(\/.*)?$/i.exec(shown) ?? [];
  const isHost = host !== undefined && (/[.:\]]/.test(shown) || isLoopback(host));
  const protocol = isHost && isLoopback(host) ? "http" : "https";
  const why = isHost
    ? `it has no http:// or https://; use ${protocol}://${shown}`
    : "expected one such as https://api.example.com";
  return `Cannot use the base URL '${shown}': ${why}`;
}

/** Whether a host name is this machine's (RFC 6761 §6.3, RFC 1122 §3.2.1.3). */
export function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname.endsWith(".localhost") || hostname === "[::1]" ||
    /^127\.\d+\.\d+\.\d+$/.test(hostname);
}
/** Returns the URL in a text, or `undefined` when there is none. */
export function parsedUrl(text: string | URL, base?: string | URL): URL | undefined {
  return URL.canParse(text, base) ? new URL(text, base) : undefined;
}
