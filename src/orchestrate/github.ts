import { shellWord } from "../project/command-line.ts"
import { markOf } from "./generated-mark.ts"
import { buildCommand, cronOf, testCommand } from "./lux-command.ts"
import { type Scheduler, type SchedulerOptions, textFile } from "./scheduler.ts"
import type { WorkDag, WorkGraph } from "./work-graph.ts"

/** A workflow for each DAG: one job, with a step for each task. */
export const github: Scheduler = {
  files: (graph, options) =>
    graph.dags.map((dag) => textFile(`${dag.id}.yml`, workflow(dag, graph, options))),
}

function workflow(dag: WorkDag, { target }: WorkGraph, options: SchedulerOptions): string {
  const { runs_on = "ubuntu-24.04", node = "22", install = "npm ci", secrets = [] } = options.github ?? {}
  const cron = cronOf(dag, "GitHub Actions")
  const environment = [
    ...Object.entries({ ...options.environment, LUX_TARGET: target }).map(
      ([name, value]) => `      ${name}: ${JSON.stringify(value)}`,
    ),
    ...secrets.map((name) => `      ${name}: \${{ secrets.${name} }}`),
  ]
  return `${markOf("github")}
name: ${dag.id}

on:
${cron === undefined || dag.paused ? "" : `  schedule:\n    - cron: "${cron}"\n`}  workflow_dispatch:

# One run at a time; one that goes on is never ended.
concurrency:
  group: ${dag.id}
  cancel-in-progress: false

permissions:
  contents: read

jobs:
  build:
    runs-on: ${runs_on}
    timeout-minutes: ${options.timeout_minutes}
    env:
${environment.join("\n")}
    steps:
      - uses: actions/checkout@v5
        with:
          persist-credentials: false
      - uses: actions/setup-node@v5
        with:
          node-version: ${JSON.stringify(node)}
      - run: ${install}
      - run: echo "$PWD/node_modules/.bin" >> "$GITHUB_PATH"
${dag.tasks.map((task) => step(task.id, buildCommand(task, options.command), options)).join("")}${
  dag.tests === undefined ? "" : step(dag.tests.id, testCommand(dag.tests, options.command), options)
}`
}

/** lux exits with 75 where what failed may go well later: only then is a step tried again. */
function step(id: string, words: readonly string[], { retries, retry_minutes }: SchedulerOptions): string {
  return `      - name: ${id}
        run: |
          export LUX_LOGICAL_DATE="$(date -u +%Y-%m-%dT%H:%M:00Z)"
          tries=${retries}
          until ${words.map(shellWord).join(" ")}; do
            code=$?
            if [ "$code" != 75 ] || [ "$tries" = 0 ]; then exit "$code"; fi
            tries=$((tries - 1))
            sleep ${retry_minutes * 60}
          done
`
}
