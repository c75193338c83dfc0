import { shellWord } from "../project/command-line.ts"
import { markOf } from "./generated-mark.ts"
import { buildCommand, cronOf } from "./lux-command.ts"
import { type Scheduler, type SchedulerOptions, textFile } from "./scheduler.ts"
import type { WorkDag, WorkGraph } from "./work-graph.ts"

/** One table for crontab; its times are those of the machine. */
export const cron: Scheduler = {
  files: (graph, options) => [textFile("lux.crontab", crontab(graph, options))],
}

function crontab({ target, dags }: WorkGraph, options: SchedulerOptions): string {
  const environment = { ...options.environment, LUX_TARGET: target }
  return [
    markOf("cron"),
    "# Times are those of the machine: let it run in UTC. LUX_PROJECT_DIR is the project's folder.",
    ...Object.entries(environment).map(([name, value]) => `${name}=${JSON.stringify(value)}`),
    ...dags.flatMap((dag) => linesOf(dag, options)),
    "",
  ].join("\n")
}

function linesOf(dag: WorkDag, { command }: SchedulerOptions): readonly string[] {
  const when = cronOf(dag, "cron")
  const words = buildCommand(dag.whole, command).map(shellWord).join(" ")
  // cron takes a percent sign for the end of the command.
  const line = `LUX_LOGICAL_DATE=$(date -u +%Y-%m-%dT%H:%M:00Z) ${words}`.replaceAll("%", "\\%")
  const off = dag.paused ? "#paused# " : ""
  return ["", `# ${dag.id}`, when === undefined ? "# Nothing starts it." : `${off}${when} ${line}`]
}
