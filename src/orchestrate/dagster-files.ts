import { dagsterCode } from "./dagster-code.ts"
import { generatedBy } from "./generated-mark.ts"
import { buildCommand, cronOf, testCommand } from "./lux-command.ts"
import { jsonFile, type Scheduler, type SchedulerOptions, textFile } from "./scheduler.ts"
import type { WorkDag, WorkGraph } from "./work-graph.ts"

/** One Python file with all assets, checks, jobs and schedules, and the graph that it reads next to it. */
export const dagster: Scheduler = {
  files: (graph, options) => [
    jsonFile("lux_dagster.json", dagsterJson(graph, options)),
    textFile("lux_dagster.py", dagsterCode()),
  ],
}

function dagsterJson(graph: WorkGraph, options: SchedulerOptions): unknown {
  return {
    generated_by: generatedBy("dagster"),
    project: graph.project,
    target: graph.target,
    environment: { ...options.environment, LUX_TARGET: graph.target },
    keeps_artifacts: options.keeps,
    retries: options.retries,
    retry_minutes: options.retry_minutes,
    timeout_minutes: options.timeout_minutes,
    docs_url: options.docs_url ?? null,
    dags: graph.dags.map((dag) => dagJson(dag, options)),
  }
}

function dagJson(dag: WorkDag, { command }: SchedulerOptions): unknown {
  const eager = dag.schedule === "assets"
  return {
    id: pythonName(dag.id),
    schedule: eager ? null : (cronOf(dag, "Dagster") ?? null),
    eager,
    paused: dag.paused,
    tasks: dag.tasks.map((task) => ({
      id: pythonName(`${dag.id}__${task.id}`),
      command: buildCommand(task, command),
      nodes: task.nodes.map(({ uniqueId, description, reads, checks }) => ({
        id: uniqueId,
        description,
        reads,
        checks: checks.map((check) => ({ id: check.uniqueId, name: pythonName(check.name) })),
      })),
    })),
    tests:
      dag.tests === undefined
        ? null
        : {
            id: pythonName(`${dag.id}__${dag.tests.id}`),
            command: testCommand(dag.tests, command),
            after: dag.tasks
              .filter(({ id }) => dag.tests?.after.includes(id))
              .flatMap(({ nodes }) => nodes.map(({ uniqueId }) => uniqueId)),
            checks: dag.tests.checks.map(({ uniqueId, name, about }) => ({
              id: uniqueId,
              name: pythonName(name),
              about,
            })),
          },
  }
}

/** Names of Dagster have letters, digits and underscores. */
function pythonName(name: string): string {
  return name.replaceAll(/\W/g, "_")
}
