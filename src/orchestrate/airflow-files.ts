import { airflowDag } from "./airflow-dag.ts"
import { generatedBy } from "./generated-mark.ts"
import { buildCommand, testCommand } from "./lux-command.ts"
import { jsonFile, type Scheduler, type SchedulerOptions, textFile } from "./scheduler.ts"
import type { TestTask, WorkDag, WorkGraph, WorkTask } from "./work-graph.ts"

/** A file for each DAG, and the graph that all of them read next to them. */
export const airflow: Scheduler = {
  files: (graph, options) => [
    jsonFile("lux_airflow.json", airflowJson(graph, options)),
    ...graph.dags.map(({ id }) => textFile(`${id}.py`, airflowDag(id, options.operator))),
  ],
}

function airflowJson(graph: WorkGraph, options: SchedulerOptions): unknown {
  const { operator, retries, retry_minutes, timeout_minutes, pool, on_failure, environment, keeps, threads } =
    options
  return {
    generated_by: generatedBy("airflow"),
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

function dagJson(dag: WorkDag, options: SchedulerOptions): unknown {
  const waits = dag.freshSources.length > 0 ? waitingId(dag) : undefined
  return {
    schedule: dag.schedule === "assets" || dag.schedule === "none" ? null : dag.schedule,
    assets: dag.schedule === "assets" ? dag.reads : [],
    paused: dag.paused,
    tasks: [
      ...(waits === undefined ? [] : [freshnessTask(waits, dag, options)]),
      ...dag.tasks.map((task) => taskJson(task, waits, options)),
      ...(dag.tests === undefined ? [] : [testJson(dag.tests, options)]),
    ],
  }
}

/** It is tried until the sources are fresh, for as long as a task may take. */
function freshnessTask(
  id: string,
  { freshSources }: WorkDag,
  { command, retry_minutes, timeout_minutes }: SchedulerOptions,
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
function waitingId({ tasks, tests }: WorkDag): string {
  const taken = new Set([...tasks.map(({ id }) => id), tests?.id])
  let id = "freshness"
  while (taken.has(id)) id += "_"
  return id
}

function taskJson(task: WorkTask, waits: string | undefined, options: SchedulerOptions): unknown {
  const { id, folder, nodes, after, asset } = task
  return {
    id,
    folder,
    command: buildCommand(task, options.command),
    after: waits !== undefined && after.length === 0 ? [waits] : after,
    retried: [],
    retries: null,
    asset,
    doc: nodes.map(({ name, uniqueId }) => linked(name, uniqueId, options)).join("\n"),
  }
}

function testJson(tests: TestTask, options: SchedulerOptions): unknown {
  return {
    id: tests.id,
    folder: [],
    command: testCommand(tests, options.command),
    after: tests.after,
    retried: [],
    retries: null,
    asset: null,
    doc: tests.checks.map(({ name, about }) => linked(name, about, options)).join("\n"),
  }
}

/** A line of a list, linked to the page of a node in the site. */
function linked(name: string, uniqueId: string, { docs_url }: SchedulerOptions): string {
  return docs_url === undefined ? `- ${name}` : `- [${name}](${docs_url.replace(/\/+$/, "")}/#/${uniqueId})`
}
