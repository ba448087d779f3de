// The whole project: its cron jobs are registered when this module is evaluated.
import "@workspace-sync/cli/cron";
