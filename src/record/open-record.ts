import type { LuxError } from "../errors.ts"
import { graphOf } from "../graph/graph-of.ts"
import type { Call, Graph, GraphBefore, GraphNode } from "../graph/types.ts"
import { InputFile, neverSeen, ProjectInputs } from "../project/project-inputs.ts"
import type { Reuse } from "../project/reuse.ts"
import type { Resource } from "../project/types.ts"
import { laterYaml, type YamlDocument } from "../project/yaml-document.ts"
import { YamlPlace } from "../project/yaml-place.ts"
import { Relation } from "../sql/relation.ts"
import { affectedFiles } from "./affected-files.ts"
import { filesOf } from "./content-keys.ts"
import { readRecordFile, writeRecordFile } from "./record-file.ts"
import {
  identityOf,
  type Recorded,
  type RecordedResource,
  type RecordFlags,
  type RecordHead,
  warningAgain,
} from "./record-head.ts"
import { linesOf, type RecordLines, withTop } from "./record-lines.ts"
import { compareInputs, type Difference, type RecordedInputs } from "./recorded-inputs.ts"
import { KeptResource, type RecordedParts } from "./recorded-resource.ts"

type Head = RecordHead<Resource>

/** What an earlier command found, compared with what is there now. */
export interface OpenRecord {
  readonly id: string
  readonly difference: Difference
  /** What was recorded, with the stamps of now: what still holds of it where something changed. */
  readonly inputs: RecordedInputs
  /** True when everything that was read is as it was: then the record is the answer. */
  readonly same: boolean
  readonly project: string
  readonly warnings: readonly LuxError[]
  readonly relations: ReadonlyMap<string, Relation>
  /** The graph as it was. */
  graph(): Graph
  /** What can be taken over where something changed; undefined where all has to be read again. */
  reuse(): Reused | undefined
  /** Where the stamps told nothing though the contents are the same: keeps the new stamps for the next command. */
  restamp(): void
  /** How many resources it has. */
  readonly size: number
  readonly heavy: Head["heavy"]
  /** The resources as they are written. */
  lines(): RecordLines
  /** Position of a resource that is of this record. */
  placeOf(resource: Resource): number | undefined
  /** Whether a node of a graph is of this record, with its edges. */
  hasNode(node: GraphNode): boolean
  /** Whether the resource at a position is enabled or not, and named, as this one. */
  isNamed(position: number, resource: Resource): boolean
  /** Whether a resource is of this record, with its detail in the file of details. */
  hasDetailInFile(resource: Resource): boolean
  /** How a resource of this record was written. */
  recordedParts(resource: Resource): RecordedParts | undefined
  /** Name of the file of details, and what stands in it. */
  readonly detailsFile: string
  detailBytes(range: readonly [start: number, size: number]): Uint8Array
  /** Which names the properties files that are taken over say something about. */
  describedStill(): Head["described"]
}

export interface Reused {
  readonly reuse: Reuse
  readonly inputs: ProjectInputs
  /** `now`: all resources, read again or taken over. */
  graphBefore(now: readonly Resource[]): GraphBefore
}

/** Undefined where there is no record of such a command, or one that no longer tells anything. */
export function openRecord(
  path: string,
  flags: RecordFlags,
  env: Readonly<Record<string, string | undefined>>,
  startedAt: number,
): OpenRecord | undefined {
  const file = readRecordFile<Head>(path)
  if (file === undefined) return undefined
  const { head, text, details } = file
  if (head.identity !== identityOf(flags)) return undefined
  const difference = compareInputs(head.inputs, flags.root, env, startedAt)
  if (difference === undefined) return undefined
  let revived: ReturnType<typeof revive> | undefined
  const parts = () => {
    revived ??= revive(head, details, flags.root)
    return revived
  }
  return {
    id: head.id,
    difference,
    inputs: { ...head.inputs, files: difference.files },
    same: difference.paths.size === 0,
    project: head.project,
    warnings: head.warnings.map(warningAgain),
    relations: relationsOf(head),
    graph: () => graphIn(head, parts().resources),
    reuse: () => reuseOf(head, parts().resources, difference, flags.root),
    restamp: () => {
      if (!difference.restamped) return
      const { resources: _, ...top } = head
      const inputs = { ...head.inputs, files: difference.files }
      writeRecordFile(path, withTop(text, { ...top, inputs }), head.details)
    },
    size: head.resources.length,
    heavy: head.heavy,
    lines: () => linesOf(text),
    placeOf: (resource) => parts().keptOf.get(resource)?.position,
    hasNode: (node) => node instanceof RecordedNode,
    isNamed(position, { uniqueId, enabled }) {
      const light = head.resources[position]?.light
      return light?.uniqueId === uniqueId && light.enabled === enabled
    },
    hasDetailInFile: (resource) => typeof parts().keptOf.get(resource)?.detail === "object",
    recordedParts: (resource) => parts().keptOf.get(resource)?.parts(),
    detailsFile: head.details,
    detailBytes: ([start, size]) => details.subarray(start, start + size),
    describedStill: () => {
      const affected = affectedFiles(difference.paths, head.described, head.inputs.files)
      return Object.fromEntries(Object.entries(head.described).filter(([each]) => !affected.has(each)))
    },
  }
}

function revive(head: Head, details: Buffer, root: string) {
  const kept = keptFiles(head, root)
  const heavy = head.heavy.map((names) => ({ names, set: new Set(names) }))
  const none = { names: [], set: new Set<string>() }
  const textOf = (detail: RecordedParts["detail"]): string =>
    typeof detail === "string" ? detail : details.toString("utf8", detail[0], detail[0] + detail[1])
  const keptOf = new Map<Resource, KeptResource>()
  for (const [position, { light, heavy: index, detail }] of head.resources.entries()) {
    const each = new KeptResource(light, heavy[index] ?? none, detail, { position, textOf, kept })
    keptOf.set(each.resource, each)
  }
  return { resources: [...keptOf.keys()], keptOf }
}

function idIn(head: Head, position: number): string {
  return head.resources[position]?.light.uniqueId ?? ""
}

/** The project's files as they are found when they are asked for. */
function keptFiles(head: Head, root: string) {
  const files = new Map<string, InputFile>()
  const documents = new Map<string, YamlDocument>()
  const file = (path: string): InputFile => {
    const found = files.get(path) ?? new InputFile(root, path, head.inputs.files[path]?.[0] ?? neverSeen)
    files.set(path, found)
    return found
  }
  return {
    file,
    yaml(path: string): YamlDocument {
      const document = documents.get(path) ?? laterYaml(file(path))
      documents.set(path, document)
      return document
    },
  }
}

function relationsOf(head: Head): ReadonlyMap<string, Relation> {
  return new Map(
    head.resources.flatMap(({ light, relation }) =>
      relation === undefined
        ? []
        : [[light.uniqueId, new Relation(relation[0] ?? undefined, relation[1])] as const],
    ),
  )
}

function graphIn(head: Head, resources: readonly Resource[]): Graph {
  const idOf = (position: number): string => idIn(head, position)
  const nodes = new Map<string, GraphNode>()
  for (const [index, recorded] of head.resources.entries()) {
    const resource = resources[index]
    if (resource === undefined || recorded.reads === undefined) continue
    nodes.set(recorded.light.uniqueId, new RecordedNode(resource, recorded, recorded.reads, idOf))
  }
  return graphOf(nodes, head.order.map(idOf))
}

/** A node of the graph whose edges are looked up when they are asked for. */
class RecordedNode implements GraphNode {
  readonly resource: Resource
  readonly #recorded: RecordedResource<Resource>
  readonly #reads: readonly number[]
  readonly #idOf: (position: number) => string
  #dependsOn: readonly string[] | undefined

  constructor(
    resource: Resource,
    recorded: RecordedResource<Resource>,
    reads: readonly number[],
    idOf: (position: number) => string,
  ) {
    this.resource = resource
    this.#recorded = recorded
    this.#reads = reads
    this.#idOf = idOf
  }

  get dependsOn(): readonly string[] {
    this.#dependsOn ??= this.#reads.map(this.#idOf)
    return this.#dependsOn
  }

  get calls(): GraphNode["calls"] {
    return callsOf(this.#recorded)
  }

  get attachedTo(): string | undefined {
    const { on } = this.#recorded
    return on === undefined ? undefined : this.#idOf(on)
  }
}

function reuseOf(
  head: Head,
  resources: readonly Resource[],
  difference: Difference,
  root: string,
): Reused | undefined {
  const affected = affectedFiles(difference.paths, head.described, head.inputs.files)
  const units = new Set(head.resources.flatMap(({ light }) => filesOf(light)))
  for (const path of Object.keys(head.described)) units.add(path)
  // A file that no resource comes from, such as a macro, may matter to all of them.
  for (const path of difference.paths)
    if (!units.has(path) && Object.hasOwn(head.inputs.files, path)) return undefined
  const kept = [...head.resources.entries()].filter(
    ([, { light }]) => !filesOf(light).some((path) => affected.has(path)),
  )
  const taken = new Set(kept.map(([index]) => index))
  const takenOver = new Set(kept.flatMap(([index]) => resources[index] ?? []))
  const idOf = (position: number): string => idIn(head, position)
  const known = new Map<Resource, GraphNode>()
  for (const [index, recorded] of kept) {
    const resource = resources[index]
    if (resource !== undefined && recorded.calls !== undefined)
      known.set(resource, new RecordedNode(resource, recorded, recorded.reads ?? [], idOf))
  }
  const files = keptFiles(head, root)
  const declared = <Declared extends { readonly path: string }>(recorded: readonly Recorded<Declared>[]) =>
    recorded
      .filter(({ path }) => !affected.has(path))
      .map((each) => ({ ...each, place: new YamlPlace(files.yaml(each.path), each.place) }))
  const unchanged = new Set([...units].filter((path) => !affected.has(path)))
  return {
    inputs: new ProjectInputs(root, { unchanged, walked: difference.walked }),
    reuse: {
      unchanged,
      groups: declared(head.groups),
      macroProperties: declared(head.macroProperties),
      resources: [...takenOver],
      configured: kept.map(([, { light, on }]) => ({
        type: light.type,
        fqn: (on === undefined ? undefined : head.resources[on]?.light.fqn) ?? light.fqn,
      })),
    },
    graphBefore: (now) => ({
      node: (resource) => known.get(resource),
      resolvesTheSame: haveTheSameNames(
        head.resources.filter((_, index) => !taken.has(index)).map(({ light }) => light),
        now.filter((resource) => !takenOver.has(resource)),
      ),
      reads: (id) => {
        const recorded = head.resources.find(({ light }) => light.enabled && light.uniqueId === id)
        return recorded?.reads?.map(idOf)
      },
      order: () => head.order.map(idOf),
    }),
  }
}

/** Whether every name means what it meant, and may be read by whom it could be read. */
function haveTheSameNames(before: readonly Resource[], now: readonly Resource[]): boolean {
  return JSON.stringify(before.map(namesOf).sort()) === JSON.stringify(now.map(namesOf).sort())
}

function namesOf(resource: Resource): string {
  const { uniqueId, enabled, name, packageName, group } = resource
  const model = resource.type === "model" ? resource : undefined
  return JSON.stringify([
    uniqueId,
    enabled,
    name,
    packageName,
    group,
    model?.version,
    model?.latestVersion,
    model?.access,
  ])
}

/** Where the calls stand matters to errors alone, and those are told by a load without a record. */
const nowhere = { file: "", line: 1, column: 1 }

function callsOf({ calls }: RecordedResource<Resource>): readonly Call[] | undefined {
  return calls?.map((call) => ({ ...call, place: nowhere }))
}
