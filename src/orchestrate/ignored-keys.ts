import { type OrchestrateSettings, orchestrateSchema } from "../project/orchestrate-keys.ts"
import type { SchedulerName } from "./scheduler-names.ts"

type Key = keyof OrchestrateSettings

const containers = ["operator", "docker", "kubernetes", "ecs"] as const
const ofAirflow = ["pool", "on_failure", "freshness"] as const

/** What a scheduler makes nothing of; a section of its own that another scheduler has is not for it to tell of. */
const ignored: Readonly<Record<SchedulerName, readonly Key[]>> = {
  airflow: [],
  dagster: [...containers, ...ofAirflow],
  github: [...containers, ...ofAirflow, "docs_url"],
  cron: [...containers, ...ofAirflow, "docs_url", "tasks", "retries", "retry_minutes", "timeout_minutes"],
  eventbridge: [
    "docker",
    "kubernetes",
    ...ofAirflow,
    "docs_url",
    "tasks",
    "retry_minutes",
    "timeout_minutes",
  ],
}

/** Keys of `orchestrate:` that say something else than they do by default, and change nothing in the scheduler's files. */
export function ignoredKeys(settings: OrchestrateSettings, scheduler: SchedulerName): readonly string[] {
  const usual = orchestrateSchema.parse({})
  const inDags = Object.entries(settings.dags ?? {}).flatMap(([name, dag]) =>
    (["freshness", "tasks"] as const).flatMap((key) =>
      dag?.[key] !== undefined && dag[key] !== usual[key] && ignored[scheduler].includes(key)
        ? [`dags.${name}.${key}`]
        : [],
    ),
  )
  const own = ignored[scheduler].filter((key) => JSON.stringify(settings[key]) !== JSON.stringify(usual[key]))
  return [...own, ...inDags]
}
