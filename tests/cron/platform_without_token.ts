/**
 * A project on a platform that has tokens for its programs, but gives none: run by `cron_test.ts`.
 *
 * @module
 */

import { useIdToken } from "@workspace-sync/cli/cron";

useIdToken((audience) => Promise.reject(new Error(`none for ${audience}`)));
