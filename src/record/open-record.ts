import type { LuxError } from "../errors.ts"
import type { Graph, GraphNode } from "../graph/types.ts"
import type { Resource } from "../project/types.ts"
import { Relation } from "../sql/relation.ts"
import { affectedFiles } from "./affected-files.ts"
import { keptFiles } from "./kept-files.ts"
import { readRecordFile, rewriteRecordHead } from "./record-file.ts"
import { identityOf, type RecordFlags, type RecordHead, warningAgain } from "./record-head.ts"
import { linesOf, type RecordLines, withTop } from "./record-lines.ts"
import { RecordedNode, recordedGraph } from "./recorded-graph.ts"
import { compareInputs, type Difference, type RecordedInputs } from "./recorded-inputs.ts"
import { KeptResource, type RecordedParts } from "./recorded-resource.ts"
import { type Reused, reuseRecord } from "./reuse-record.ts"

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
  readonly database: string
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
  let differing: ReadonlySet<string> | undefined
  const affected = () => {
    differing ??= affectedFiles(difference.paths, head.described, head.inputs.files)
    return differing
  }
  let stillDescribed: Head["described"] | undefined
  return {
    id: head.id,
    difference,
    inputs: { ...head.inputs, files: difference.files },
    same: difference.paths.size === 0,
    project: head.project,
    database: head.database,
    warnings: head.warnings.map(warningAgain),
    relations: relationsOf(head),
    graph: () => recordedGraph(head, parts().resources),
    reuse: () => reuseRecord(head, parts().resources, affected(), { difference, root: flags.root }),
    restamp: () => {
      if (!difference.restamped) return
      const { resources: _, ...top } = head
      const inputs = { ...head.inputs, files: difference.files }
      rewriteRecordHead(path, withTop(text, { ...top, inputs }), head.details)
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
      stillDescribed ??= without(head.described, affected())
      return stillDescribed
    },
  }
}

function revive(head: Head, details: Buffer, root: string) {
  const kept = keptFiles(head.inputs, root)
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

function without(described: Head["described"], paths: ReadonlySet<string>): Head["described"] {
  const still = { ...described }
  for (const path of paths) delete still[path]
  return still
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
