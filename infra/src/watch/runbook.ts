/** What each kind of alarm means, and what to do. docs/guides/production.md has the same lines. */
export const runbook = {
  "function-errors": {
    means: "A function threw, or was ended by its time or memory.",
    do: "Read its log group. A collector is started again by itself, up to its retries; then `lux collect NAME --at TICK --invoke`.",
  },
  "function-throttled": {
    means: "A function was not started: its reserved concurrency or the account's was used up.",
    do: "Look whether runs last longer than their interval; raise `collect.concurrency` of the settings, or the account's limit.",
  },
  "function-slow": {
    means: "A run took more than 80 % of the function's time limit.",
    do: "Raise `limits.timeout` in lambdas/collectors.yml, or lower what a tick asks for.",
  },
  undelivered: {
    means: "An event, an alarm or a start was tried in vain and is in the queue.",
    do: "Read the message in the queue, repair the cause, do by hand what it says, then delete it.",
  },
  "schedule-dropped": {
    means: "EventBridge Scheduler gave up starting something.",
    do: "Look at the target of the schedule, at its role, and at the undelivered queue.",
  },
  "no-data": {
    means: "A collector wrote no file for two ticks, and for twenty minutes at least.",
    do: "`lux collect --missed` lists the ticks; look at the last report in `reports/`, at the token, at the schedule's state.",
  },
  rejects: {
    means: "More than a tenth of the records of an hour were rejected.",
    do: "Read `rejected/`; where the API changed, change the declaration, then `lux collect NAME --replay-rejected --invoke`.",
  },
  "token-ending": {
    means: "The API's token ends within the week.",
    do: "`lux collect NAME --renew-token --invoke`; once it has ended, make a new one by hand, as under Renew the token.",
  },
  quota: {
    means: "More than 90 % of the API's quota was used.",
    do: "Collectors wait by themselves; collect less often, or fewer pages, if it stays.",
  },
  "unusual-records": {
    means: "A collector wrote more or fewer records in a day than it usually does.",
    do: "Compare the day's reports with those of the days before: a brand that was renamed, an API that answers less.",
  },
  "build-failed": {
    means: "A node of a build failed or was rejected. What was published before stays.",
    do: "Read the alert of the run, repair it, then start the task again, or wait for the next one.",
  },
  "checks-failed": {
    means: "A check of severity error failed, or could not run.",
    do: "`lux quality --failing` shows since when; the rows are in the log of the run.",
  },
  "no-build": {
    means: "No build ended well for three hours.",
    do: "Look at the schedules (paused? stopped by a budget step?), at the tasks that stopped, at the image.",
  },
  "stale-source": {
    means: "A source is older than it says it may be.",
    do: "Look whether its collector runs, and at the alarm no-data.",
  },
  "lake-growth": {
    means: "The lake grew more in a day than it usually does.",
    do: "S3 Storage Lens, or `aws s3 ls --summarize` by prefix: which one grows? Batches and logs are the usual ones.",
  },
  "rpu-hours": {
    means: "Redshift used more RPU hours in a day than `warehouse.rpu_hours.warn_daily` of the settings.",
    do: "`lux build --show-cost` says what nodes cost, `sys_query_history` shows the queries; at `stop_monthly` Redshift refuses queries until the month ends.",
  },
  "spark-minutes": {
    means: "Jobs of EMR Serverless took more vCPU minutes in a day than they usually do.",
    do: "`lux spark ps` lists the jobs; look whether a backfill runs, or a stage model reads far more files than before.",
  },
  "airflow-down": {
    means: "A part of Airflow has not run for a quarter of an hour.",
    do: "Look at the events of its service in ECS and at its log: an image that does not start is rolled back, a database that is full or away is not.",
  },
  "airflow-pages": {
    means: "Airflow's API server does not answer, so that its tasks cannot tell what came of them.",
    do: "Read the log of the API server; a deployment that does not become healthy is rolled back by itself.",
  },
  "airflow-storage": {
    means: "The database of Airflow has less than 2 GiB left.",
    do: "Start `airflow db clean` in the scheduler's container; the storage grows by itself up to 100 GiB.",
  },
  "airflow-load": {
    means: "The database of Airflow is nearly always busy.",
    do: "Choose a larger `airflow.database` in the settings, and clean old runs with `airflow db clean`.",
  },
  "pipeline-unwell": {
    means: "Data is late: collection or builds stand still.",
    do: "The alarms under it say which; begin with the collectors.",
  },
} as const

export type AlarmKind = keyof typeof runbook

/** For the description of an alarm: people read it in Slack. */
export function runbookLine(kind: AlarmKind): string {
  const { means, do: todo } = runbook[kind]
  return `${means} ${todo} (docs/guides/production.md, ${kind})`
}
