import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { join, resolve } from "node:path"
import type { GeneratedFile } from "../../compiled/generator.ts"
import { writeGenerated } from "../../compiled/write-generated.ts"
import { LuxError } from "../../errors.ts"
import { publishGroupOf } from "../../graph/publish-groups.ts"
import type { Graph } from "../../graph/types.ts"
import { makeFolder } from "../../make-folder.ts"
import { generatedBy, markOf } from "../../orchestrate/generated-mark.ts"
import { ignoredKeys } from "../../orchestrate/ignored-keys.ts"
import type { SchedulerName } from "../../orchestrate/scheduler-names.ts"
import { schedulers } from "../../orchestrate/schedulers.ts"
import { usualDags } from "../../orchestrate/usual-dags.ts"
import { type DagNodes, workGraph } from "../../orchestrate/work-graph.ts"
import { isWork } from "../../orchestrate/work-tasks.ts"
import type { ReadProject } from "../../record/read-project.ts"
import { assertWritten } from "../edit-yaml/assert-written.ts"
import type { OpenProject } from "../open-project.ts"
import type { GeneratedOrchestration, OrchestrateOptions } from "../types.ts"
import { selectFrom, selectNodes } from "./select-nodes.ts"

/** `lux orchestrate`. Throws LUX-3403 and LUX-3404. */
export async function orchestrate(
  open: OpenProject,
  { scheduler, output }: OrchestrateOptions,
): Promise<GeneratedOrchestration> {
  const found = await open.whole()
  const { project, graph } = found
  const dags = await dagsOf(open, found)
  assertWhole(dags, graph)
  const unused = ignoredKeys(project.orchestrate, scheduler)
  if (unused.length > 0) open.keep([keysIgnored(unused, scheduler)])
  const { target } = project
  const work = workGraph(project, graph, dags)
  const files = schedulers[scheduler].files(work, {
    ...project.orchestrate,
    threads: target.threads,
    keeps: target.artifacts !== undefined,
  })
  const folder = resolve(output)
  const stale = staleFiles(folder, scheduler, files)
  makeFolder(folder)
  assertWritten(await writeGenerated({ root: folder, targetPath: folder }, files))
  for (const path of stale) rmSync(join(folder, path))
  return { folder: output, files: files.map(({ path }) => path).sort(), dags: work.dags.map(({ id }) => id) }
}

function keysIgnored(keys: readonly string[], scheduler: SchedulerName): LuxError {
  return new LuxError("LUX-2355", `lux orchestrate ${scheduler} ignores ${keys.join(", ")} of orchestrate:`, {
    hint: `docs/guides/${guides[scheduler]}.md says which keys it reads.`,
  })
}

const guides = {
  airflow: "airflow",
  dagster: "dagster",
  github: "github-actions",
  cron: "cron",
  eventbridge: "cron",
} as const satisfies Record<SchedulerName, string>

/** Those that the project names, or the usual ones. */
async function dagsOf(open: OpenProject, found: ReadProject): Promise<readonly DagNodes[]> {
  const { graph, project } = found
  const written = project.orchestrate.dags
  if (written === undefined) return usualDags(graph)
  const usual = new Map(usualDags(graph).map((dag) => [dag.name, dag]))
  const from = await selectFrom(open, found)
  return Promise.all(
    Object.entries(written).map(async ([name, dag]): Promise<DagNodes> => {
      const { select = [], exclude = [], schedule } = dag ?? {}
      const standard = usual.get(name)
      if (select.length === 0 && exclude.length === 0 && standard !== undefined) return standard
      const { ids } = await selectNodes(from, { select, exclude })
      const nodes = ids.filter((id) => isWork(graph.nodes.get(id)?.resource))
      if (nodes.length === 0)
        throw new LuxError("LUX-3403", `the DAG "${name}" of orchestrate: has nothing to build`, {
          hint: "Its select: takes what --select does; lux ls --select shows what it means.",
        })
      return { name, schedule: schedule ?? "0 * * * *", ids: new Set(nodes) }
    }),
  )
}

/** LUX-3403 for a node of two DAGs, and for models that are published together and are in different ones. */
function assertWhole(dags: readonly DagNodes[], graph: Graph): void {
  const dagOf = new Map<string, string>()
  for (const { name, ids } of dags)
    for (const id of ids) {
      const other = dagOf.get(id)
      if (other !== undefined)
        throw new LuxError("LUX-3403", `${id} is in the DAGs "${other}" and "${name}" of orchestrate:`, {
          place: graph.nodes.get(id)?.resource.place,
          hint: "Take it out of one of them with exclude:.",
        })
      dagOf.set(id, name)
    }
  const groups = new Map<string, { readonly id: string; readonly dag: string | undefined }>()
  for (const id of graph.order) {
    const resource = graph.nodes.get(id)?.resource
    const group = publishGroupOf(resource)
    if (group === undefined) continue
    const first = groups.get(group) ?? { id, dag: dagOf.get(id) }
    groups.set(group, first)
    if (first.dag !== dagOf.get(id))
      throw new LuxError("LUX-3403", `${first.id} and ${id} are published together, and not in one DAG`, {
        place: resource?.place,
        hint: `Put all of publish_together: ${group} into one of the DAGs of orchestrate:.`,
      })
  }
}

/** What an earlier command wrote and this one does not. LUX-3404 for a file in the way that lux did not write. */
function staleFiles(
  folder: string,
  scheduler: SchedulerName,
  files: readonly GeneratedFile[],
): readonly string[] {
  if (!existsSync(folder)) return []
  const made = new Set(files.map(({ path }) => path))
  const isOurs = (path: string): boolean => {
    const text = readFileSync(join(folder, path), "utf8")
    return path.endsWith(".json")
      ? text.includes(`"generated_by": "${generatedBy(scheduler)}"`)
      : text.startsWith(markOf(scheduler))
  }
  const there = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => name)
  for (const path of there)
    if (made.has(path) && !isOurs(path))
      throw new LuxError("LUX-3404", `${path} in ${folder} was not written by lux`, {
        place: { file: join(folder, path), line: 1, column: 1 },
        hint: "Move it, or write into another folder.",
      })
  return there.filter((path) => !made.has(path) && isOurs(path))
}
