import { airflow } from "./airflow-files.ts"
import { cron } from "./cron.ts"
import { dagster } from "./dagster-files.ts"
import { eventbridge } from "./eventbridge.ts"
import { github } from "./github.ts"
import type { Scheduler } from "./scheduler.ts"
import type { SchedulerName } from "./scheduler-names.ts"

export const schedulers: Readonly<Record<SchedulerName, Scheduler>> = {
  airflow,
  dagster,
  github,
  cron,
  eventbridge,
}
