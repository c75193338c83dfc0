/** What schedulers can be told to run lux, by the word behind `lux orchestrate`: what is written, and where it may go. */
export const schedulerFacts = {
  airflow: { what: "Airflow DAGs", folder: "dags" },
  dagster: { what: "Dagster assets, jobs and schedules", folder: "dagster" },
  github: { what: "workflows of GitHub Actions", folder: ".github/workflows" },
  cron: { what: "a table for crontab", folder: "cron" },
  eventbridge: { what: "schedules of EventBridge that start ECS tasks", folder: "infra" },
} as const

export type SchedulerName = keyof typeof schedulerFacts
