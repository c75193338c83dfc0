import type { CompiledSql, Compiler } from "../compile/compiler.ts"
import { LuxError, type Place } from "../errors.ts"
import { readsThroughEphemerals } from "../graph/publish-groups.ts"
import type { Graph } from "../graph/types.ts"
import { isInlined, isStage } from "../project/materialized.ts"
import { versionedName } from "../project/resources/versions.ts"
import type { DataTest, Relational, Resource } from "../project/types.ts"
import type { Check } from "../quality/check.ts"
import type { IsThere } from "./presence.ts"
import type { WorkloadItem } from "./workload.ts"

/** What a run needs and does not find, with those that read it. */
export interface Unbuilt {
  readonly resource: Relational
  readonly readers: readonly { readonly name: string; readonly place: Place | undefined }[]
}

export interface Needing {
  readonly graph: Graph
  readonly compiler: Pick<Compiler, "relationOf">
  readonly isThere: IsThere
  /** Unique ids of the selection. */
  readonly selected: ReadonlySet<string>
}

/** What has to be built before the work of a run can begin, in the order in which it is missed. */
export function unbuiltFor(items: readonly WorkloadItem[], needing: Needing): readonly Unbuilt[] {
  const found = new Map<string, Unbuilt>()
  const missed = (resource: Relational, name: string, place: Place | undefined): void => {
    const readers = found.get(resource.uniqueId)?.readers ?? []
    if (!readers.some((reader) => reader.name === name))
      found.set(resource.uniqueId, { resource, readers: [...readers, { name, place }] })
  }
  for (const { work } of items) {
    if (work.kind === "test")
      for (const check of work.checks)
        for (const resource of neededBy(check, needing))
          missed(resource, readerOf(check, work.label), check.test.place)
    if (work.kind === "relation" || work.kind === "stage")
      for (const { resource, readers } of unbuiltReads(work.compiled, versionedName(work.resource), needing))
        for (const { name, place } of readers) missed(resource, name, place ?? work.resource.place)
  }
  return [...found.values()]
}

function neededBy(check: Check, needing: Needing): readonly Relational[] {
  return check.unbuilt.filter((resource) => mustBeThere(check.test, resource, needing))
}

function readerOf({ test }: Check, label: string): string {
  return test.definition.kind === "generic" ? `checks of ${label}` : test.name
}

/** What a statement reads that is not built. */
export function unbuiltReads(
  compiled: CompiledSql | undefined,
  name: string,
  needing: Pick<Needing, "compiler" | "isThere">,
): readonly Unbuilt[] {
  return (compiled?.reads ?? [])
    .filter((resource) => !needing.isThere(resource))
    .map((resource) => ({ resource, readers: [{ name, place: placeOfRead(compiled, resource, needing) }] }))
}

export function resourcesOf(unbuilt: readonly Unbuilt[]): readonly Relational[] {
  return unbuilt.map(({ resource }) => resource)
}

/**
 * Whether a test cannot be without something that it reads and that is not built. It can where the test came along with
 * something else that is selected, and where it only warns and is declared on another relation: then it is not asked and
 * warns.
 */
export function mustBeThere(
  test: DataTest,
  { uniqueId }: Pick<Relational, "uniqueId">,
  { graph, selected }: Pick<Needing, "graph" | "selected">,
): boolean {
  const cameAlong = readsThroughEphemerals(graph, test.uniqueId).some((id) => selected.has(id))
  if (cameAlong && !selected.has(uniqueId)) return false
  return test.config.severity === "error" || ownSide(test, graph).has(uniqueId)
}

/** What a test is declared on, of an ephemeral model what that reads. */
function ownSide({ definition }: DataTest, graph: Graph): ReadonlySet<string> {
  if (definition.kind !== "generic") return new Set()
  const resource = graph.nodes.get(definition.attachedTo)?.resource
  return new Set(
    isInlined(resource) ? readsThroughEphemerals(graph, definition.attachedTo) : [definition.attachedTo],
  )
}

/** Throws LUX-2304 for what is not built: one error, however much reads it. `command` builds it. */
export function notBuilt(unbuilt: readonly Unbuilt[], command: string | undefined): LuxError {
  const [first] = unbuilt
  const told = unbuilt.slice(0, mostTold).map(unbuiltLine)
  const more = unbuilt.length - told.length
  const [only] = told
  const message =
    unbuilt.length === 1
      ? (only ?? "")
      : [
          `${unbuilt.length} relations that are read here are not built`,
          ...told,
          ...(more > 0 ? [`and ${more} more`] : []),
        ].join("\n")
  return new LuxError("LUX-2304", message, {
    place: first?.readers[0]?.place,
    hint: `Build ${unbuilt.length === 1 ? "it" : "them"} first${command === undefined ? "." : `: ${command}`}`,
  })
}

const mostTold = 8
const mostReaders = 3

/** `brand_log is not built; read by brand and followers_growth` */
function unbuiltLine({ resource, readers }: Unbuilt): string {
  const others = readers.filter(({ name }) => name !== versionedName(resource))
  if (others.length === 0) return unbuiltText([resource])
  const names = others.slice(0, mostReaders).map(({ name }) => name)
  const more = others.length - names.length
  const list = more > 0 ? `${names.join(", ")} and ${more} more` : names.join(", ")
  return `${unbuiltText([resource])}; read by ${list}`
}

/** `brand_log is not built`, `stage_media was never staged` */
export function unbuiltText(resources: readonly Resource[]): string {
  const stages = resources.filter(isStage).map(versionedName)
  const others = resources.filter((each) => !isStage(each)).map(versionedName)
  return [
    ...(others.length > 0 ? [`${others.join(", ")} ${others.length === 1 ? "is" : "are"} not built`] : []),
    ...(stages.length > 0
      ? [`${stages.join(", ")} ${stages.length === 1 ? "was" : "were"} never staged`]
      : []),
  ].join(", ")
}

/** Where the file names it. */
function placeOfRead(
  compiled: CompiledSql | undefined,
  resource: Relational,
  { compiler }: Pick<Needing, "compiler">,
): Place | undefined {
  const at = compiled?.sql.indexOf(String(compiler.relationOf(resource))) ?? -1
  return at === -1 ? undefined : compiled?.placeAt(at)
}
