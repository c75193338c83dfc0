import type { GeneratedFile } from "../compiled/generator.ts"
import type { OrchestrateSettings } from "../project/orchestrate-keys.ts"
import { airflowDag } from "./airflow-dag.ts"
import type { WorkDag, WorkGraph } from "./work-graph.ts"
import type { WorkTask } from "./work-tasks.ts"

/** What a scheduler adds to the graph. */
export interface AirflowOptions extends OrchestrateSettings {
  /** Nodes that lux works on at once: slots of the pool. */
  readonly threads: number
  /** Whether the target keeps artifacts, which `--task` goes on with. */
  readonly keeps: boolean
}

/** Name of the file that all DAG files read. */
export const airflowGraph = "lux_airflow.json"

/** A file for each DAG, and the graph beside them. */
export function airflowFiles(graph: WorkGraph, options: AirflowOptions): readonly GeneratedFile[] {
  const json = `${JSON.stringify(airflowJson(graph, options), undefined, 2)}\n`
  return [
    { path: airflowGraph, pieces: [Buffer.from(json)] },
    ...graph.dags.map(({ id }) => ({
      path: `${id}.py`,
      pieces: [Buffer.from(airflowDag(id, options.operator))],
    })),
  ]
}

function airflowJson(graph: WorkGraph, options: AirflowOptions): unknown {
  const { operator, retries, retry_minutes, timeout_minutes, pool, on_failure, environment, keeps, threads } =
    options
  return {
    generated_by: "lux orchestrate airflow",
    project: graph.project,
    target: graph.target,
    operator: { kind: operator, ...(operator === "bash" ? {} : options[operator]) },
    environment: { ...environment, LUX_TARGET: graph.target },
    keeps_artifacts: keeps,
    retries,
    retry_minutes,
    timeout_minutes,
    pool: pool === undefined ? null : { name: pool, slots: threads },
    on_failure: on_failure ?? null,
    dags: Object.fromEntries(graph.dags.map((dag) => [dag.id, dagJson(dag, options)])),
  }
}

function dagJson(dag: WorkDag, options: AirflowOptions): unknown {
  const waits = dag.freshSources.length > 0 ? waitingId(dag) : undefined
  return {
    schedule: dag.schedule === "assets" || dag.schedule === "none" ? null : dag.schedule,
    assets: dag.schedule === "assets" ? dag.reads : [],
    paused: dag.paused,
    tasks: [
      ...(waits === undefined ? [] : [freshnessTask(waits, dag, options)]),
      ...dag.tasks.map((task) => taskJson(task, waits, options)),
    ],
  }
}

/** It is tried until the sources are fresh, for as long as a task may take. */
function freshnessTask(
  id: string,
  { freshSources }: WorkDag,
  { command, retry_minutes, timeout_minutes }: AirflowOptions,
): unknown {
  return {
    id,
    folder: [],
    command: [...command.split(/\s+/), "source", "freshness", "--select", ...freshSources],
    after: [],
    retried: [1],
    retries: Math.max(1, Math.ceil(timeout_minutes / retry_minutes)),
    asset: null,
    doc: "Waits until the sources are fresh.",
  }
}

/** No task of the graph is called so. */
function waitingId({ tasks }: WorkDag): string {
  const taken = new Set(tasks.map(({ id }) => id))
  let id = "freshness"
  while (taken.has(id)) id += "_"
  return id
}

function taskJson(task: WorkTask, waits: string | undefined, { command, docs_url }: AirflowOptions): unknown {
  const { id, folder, nodes, after, asset } = task
  const link = ({ name, uniqueId }: WorkTask["nodes"][number]): string =>
    docs_url === undefined ? `- ${name}` : `- [${name}](${docs_url.replace(/\/+$/, "")}/#/${uniqueId})`
  return {
    id,
    folder,
    command: [...command.split(/\s+/), "build", "--select", ...nodes.map(({ selector }) => selector)],
    after: waits !== undefined && after.length === 0 ? [waits] : after,
    retried: [],
    retries: null,
    asset,
    doc: nodes.map(link).join("\n"),
  }
}
