/** What can be told to run lux, by the word behind `lux orchestrate`. */
export const schedulerNames = ["airflow", "dagster", "github", "cron", "eventbridge"] as const

export type SchedulerName = (typeof schedulerNames)[number]

/** What is written for each, and where it may go. */
export const schedulerFacts: Readonly<
  Record<SchedulerName, { readonly what: string; readonly folder: string }>
> = {
  airflow: { what: "Airflow DAGs", folder: "dags" },
  dagster: { what: "Dagster assets, jobs and schedules", folder: "dagster" },
  github: { what: "workflows of GitHub Actions", folder: ".github/workflows" },
  cron: { what: "a table for crontab", folder: "cron" },
  eventbridge: { what: "schedules of EventBridge that start ECS tasks", folder: "infra" },
}
