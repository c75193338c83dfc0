/** Commands that lux names to go on with. Each is looked at first: it works where it is pasted. */

import { LuxError } from "../errors.ts"
import { readsThroughEphemerals } from "../graph/publish-groups.ts"
import type { SelectOptions } from "../graph/select.ts"
import type { Graph } from "../graph/types.ts"
import { luxCommand } from "../project/command-line.ts"
import { isInlined } from "../project/materialized.ts"
import { isDataTest, isRelational } from "../project/resource-guards.ts"
import { resourceKinds } from "../project/resource-kinds.ts"
import { referenceName, versionOf } from "../project/resources/names.ts"
import type { Project, Relational } from "../project/types.ts"
import type { IsThere } from "./presence.ts"
import { scopeOf } from "./scope.ts"
import { mustBeThere } from "./unbuilt.ts"

/** What a run was asked for, and how another is. */
export interface Asked {
  /** Undefined where unique ids were given. */
  readonly selection: AskedSelection | undefined
  /** The unique ids that other options would select. */
  readonly select: (options: SelectOptions) => Promise<readonly string[]>
}

export interface AskedSelection extends SelectOptions {
  readonly state?: string | undefined
}

export interface Around {
  readonly project: Project
  readonly graph: Graph
  /** What is in the warehouse now. */
  readonly isThere: IsThere
}

/** Of more names a command is not read any more. */
const mostNames = 8

/** The command that builds what is missing: the selection as it was written with all that it reads, else what is missing by name. */
export async function buildCommand(
  missing: readonly Relational[],
  asked: Asked,
  around: Around,
): Promise<string | undefined> {
  const { selection } = asked
  const byName = { select: missing.map((resource) => `+${selectorOf(resource)}`) }
  const candidates = [
    ...(selection === undefined ? [] : withAncestors(selection)),
    ...(missing.length <= mostNames ? [byName] : []),
    {},
  ]
  return firstThat("build", candidates, asked, around, (ids) => {
    const { builds } = scopeOf("build", ids, around.graph)
    return (
      missing.every(({ uniqueId }) => builds.has(uniqueId)) &&
      [...builds].every((id) => unbuiltReads(id, around).every((read) => builds.has(read.uniqueId)))
    )
  })
}

/** The command that asks the checks of what a run has built: its own selection, without what is not built or by name. */
export async function testCommand(
  built: readonly Relational[],
  asked: Asked,
  around: Around,
): Promise<string | undefined> {
  const { graph } = around
  const { selection } = asked
  const missing = [...graph.nodes.values()].flatMap(({ resource }) =>
    isRelational(resource) && !isInlined(resource) && !around.isThere(resource) ? [resource] : [],
  )
  const without = [...(selection?.exclude ?? []), ...missing.map(selectorOf)]
  const candidates = [
    ...(selection === undefined ? [] : [selection]),
    ...(built.length <= mostNames ? [{ select: built.map(selectorOf) }] : []),
    ...(selection === undefined || missing.length > mostNames ? [] : [{ ...selection, exclude: without }]),
  ]
  return firstThat("test", candidates, asked, around, (ids) => {
    const selected = new Set(ids)
    const { tests } = scopeOf("test", ids, graph)
    const areChecked = built.every((resource) =>
      [...tests].some((test) => readsThroughEphemerals(graph, test).includes(resource.uniqueId)),
    )
    const canBeAsked = [...tests].every((id) => {
      const test = graph.nodes.get(id)?.resource
      const needs = unbuiltReads(id, around)
      return isDataTest(test) && needs.every((read) => !mustBeThere(test, read, { graph, selected }))
    })
    return areChecked && canBeAsked
  })
}

async function firstThat(
  command: string,
  candidates: readonly AskedSelection[],
  { select }: Asked,
  { project }: Around,
  works: (ids: readonly string[]) => boolean,
): Promise<string | undefined> {
  for (const candidate of candidates)
    if (works(await selectedBy(candidate, select)))
      return luxCommand(project, command, ...selectionWords(candidate))
  return undefined
}

async function selectedBy(options: SelectOptions, select: Asked["select"]): Promise<readonly string[]> {
  try {
    return await select(options)
  } catch (error) {
    if (!(error instanceof LuxError)) throw error
    return []
  }
}

/** Each name of a selection with what it reads; nothing where it is not written so that it could be. */
function withAncestors(selection: AskedSelection): readonly AskedSelection[] {
  if (selection.selector !== undefined || (selection.resourceTypes ?? []).length > 0) return []
  const words = (selection.select ?? []).flatMap((text) => text.split(/\s+/)).filter((word) => word !== "")
  if (words.some((word) => word.includes(","))) return []
  const select = words.map((word) => (word.startsWith("@") ? word : word.replace(/^(?:\d*\+)?/, "+")))
  return [{ ...selection, select: [...new Set(select)] }]
}

function selectionWords(selection: AskedSelection): readonly string[] {
  const { select = [], exclude = [], selector, indirectSelection, state } = selection
  const { resourceTypes = [], excludeResourceTypes = [] } = selection
  const list = (flag: string, values: readonly string[]): readonly string[] =>
    values.length === 0 ? [] : [flag, ...values]
  return [
    ...list("--select", select),
    ...list("--exclude", exclude),
    ...(selector === undefined ? [] : ["--selector", selector]),
    ...(indirectSelection === undefined ? [] : ["--indirect-selection", indirectSelection]),
    ...resourceTypes.flatMap((type) => ["--resource-type", type]),
    ...excludeResourceTypes.flatMap((type) => ["--exclude-resource-type", type]),
    ...(state === undefined ? [] : ["--state", state]),
  ]
}

/** What a node reads that is not in the warehouse. */
function unbuiltReads(id: string, { graph, isThere }: Around): readonly Relational[] {
  return readsThroughEphemerals(graph, id).flatMap((read) => {
    const resource = graph.nodes.get(read)?.resource
    return resource !== undefined && isRelational(resource) && !isThere(resource) ? [resource] : []
  })
}

/** As `--select` takes it. */
export function selectorOf(resource: Relational): string {
  const name = referenceName(resource)
  const { selectedBy } = resourceKinds[resource.type]
  if (selectedBy !== "name") return `${selectedBy}:${name}`
  const version = versionOf(resource)
  return version === undefined ? name : `${name}.v${version}`
}
