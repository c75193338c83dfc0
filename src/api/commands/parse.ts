import { randomUUID } from "node:crypto"
import { dirname } from "node:path"
import type { Graph } from "../../graph/types.ts"
import { isChecked, keepChecked } from "../../record/checked-record.ts"
import { manifestHolds } from "../../record/manifest-holds.ts"
import type { OpenProject } from "../open-project.ts"
import type { ParseResult } from "../types.ts"
import { checkMetrics, usesColumns } from "./check-metrics.ts"

/** `lux parse`. The manifest is left as it is where it is still that of the project. */
export async function parse(open: OpenProject, writeJson: boolean): Promise<ParseResult> {
  const { name, graph, record } = await open.outline()
  if (writeJson && !manifestHolds(record?.path, open.root())) await writeManifest(open)
  await open.selectors()
  const state = { folder: dirname(record?.path ?? ""), id: record?.id }
  if (!isChecked(state, "everything")) {
    if (usesColumns([...graph.nodes.values()].map(({ resource }) => resource))) await checkColumns(open)
    if (collects(graph)) await (await import("./check-collected.ts")).checkCollected(open)
    keepChecked(state, "everything")
  }
  return { project: name, counts: countsOf(graph), warnings: open.warnings }
}

/** Of a project that says what Looker is to have, that too: Looker would refuse it later. */
async function checkColumns(open: OpenProject): Promise<void> {
  const { project } = await open.whole()
  if (project.looker.isDeclared) await (await import("./looker-files.ts")).checkLookerFiles(open)
  else await checkMetrics(open)
}

function collects(graph: Graph): boolean {
  return [...graph.nodes.values()].some(({ resource }) => resource.collectedBy !== undefined)
}

async function writeManifest(open: OpenProject): Promise<void> {
  const found = await open.whole()
  const [{ assertWritten }, { compiledFromProject }, { writeArtifacts }] = await Promise.all([
    import("../edit-yaml/assert-written.ts"),
    import("../../compiled/compiled-from-project.ts"),
    import("./write-artifacts.ts"),
  ])
  const invocation = { id: randomUUID(), startedAt: new Date() }
  const compiled = compiledFromProject(found, { invocation, sql: new Map() })
  assertWritten(await writeArtifacts(found.project, compiled))
}

function countsOf(graph: Graph): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const { resource } of graph.nodes.values()) counts[resource.type] = (counts[resource.type] ?? 0) + 1
  return counts
}
