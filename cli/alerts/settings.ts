/**
 * Makes alerts from settings.
 *
 * @module
 */

import { createRedact } from "@workspace-sync/sdk/internal";
import { maxAgeOf } from "../freshness.ts";
import { chosenResources } from "../options.ts";
import type { Settings, SyncName } from "../settings.ts";
import { type AlertOptions, Alerts } from "./alerts.ts";

/** Makes the alerts that settings ask for; none without a URL to post to. */
export function alertsOf(
  settings: Settings<SyncName | "workspace" | "max_age">,
  say: AlertOptions["say"],
): Alerts | undefined {
  const { alert_url, alert_secret, alert_after, api_token, workspace, destination } = settings;
  if (alert_url.value === undefined) return undefined;
  return new Alerts({
    webhook: { url: alert_url.value, secret: alert_secret.value },
    after: alert_after,
    maxAge: maxAgeOf(settings),
    ...{ workspace, destination },
    resources: chosenResources(settings).map(({ name }) => name),
    redact: createRedact(() =>
      [api_token, alert_secret, alert_url].map(({ value }) => value ?? "")
    ),
    say,
  });
}
