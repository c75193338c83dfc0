import type { GraphBefore, GraphNode } from "../graph/types.ts"
import { ProjectInputs } from "../project/files/project-inputs.ts"
import { mayHaveVersions, mayRestrictAccess } from "../project/resource-guards.ts"
import type { Reuse } from "../project/reuse.ts"
import type { Resource } from "../project/types.ts"
import { YamlPlace } from "../project/yaml/yaml-place.ts"
import { filesOf } from "./content-keys.ts"
import { keptFiles } from "./kept-files.ts"
import { type Recorded, type RecordHead, warningAgain } from "./record-head.ts"
import { idIn, RecordedNode } from "./recorded-graph.ts"
import type { Difference } from "./recorded-inputs.ts"

type Head = RecordHead<Resource>

/** Warnings that are found only while a file is read. */
const ofFiles: ReadonlySet<string> = new Set(["LUX-1431", "LUX-1432"])

export interface Reused {
  readonly reuse: Reuse
  readonly inputs: ProjectInputs
  /** `now`: all resources, read again or taken over. */
  graphBefore(now: readonly Resource[]): GraphBefore
}

/** What can be taken over where something changed; undefined where all has to be read again. */
export function reuseRecord(
  head: Head,
  resources: readonly Resource[],
  affected: ReadonlySet<string>,
  { difference, root }: { readonly difference: Difference; readonly root: string },
): Reused | undefined {
  const units = new Set<string>()
  const kept: (readonly [position: number, recorded: Head["resources"][number]])[] = []
  for (const [position, recorded] of head.resources.entries()) {
    const files = filesOf(recorded.light)
    for (const path of files) units.add(path)
    if (!files.some((path) => affected.has(path))) kept.push([position, recorded])
  }
  for (const path of Object.keys(head.described)) units.add(path)
  // A file that no resource comes from, such as a macro, may matter to all of them.
  for (const path of difference.paths)
    if (!units.has(path) && Object.hasOwn(head.inputs.files, path)) return undefined
  const taken = new Set(kept.map(([index]) => index))
  const takenOver = new Set(kept.flatMap(([index]) => resources[index] ?? []))
  const idOf = (position: number): string => idIn(head, position)
  const known = new Map<Resource, GraphNode>()
  for (const [index, recorded] of kept) {
    const resource = resources[index]
    if (resource !== undefined && recorded.calls !== undefined)
      known.set(resource, new RecordedNode(resource, recorded, recorded.reads ?? [], idOf))
  }
  const files = keptFiles(head.inputs, root)
  const declared = <Declared extends { readonly path: string }>(recorded: readonly Recorded<Declared>[]) =>
    recorded
      .filter(({ path }) => !affected.has(path))
      .map((each) => ({ ...each, place: new YamlPlace(files.yaml(each.path), each.place) }))
  const unchanged = new Set([...units].filter((path) => !affected.has(path)))
  return {
    inputs: new ProjectInputs(root, { unchanged, walked: difference.walked }),
    reuse: {
      unchanged,
      fileWarnings: head.warnings
        .filter(({ code, place }) => ofFiles.has(code) && place !== undefined && !affected.has(place.file))
        .map(warningAgain),
      groups: declared(head.groups),
      macroProperties: declared(head.macroProperties),
      resources: [...takenOver],
      configured: () =>
        kept.map(([, { light, on }]) => ({
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
  const versioned = mayHaveVersions(resource) ? resource : undefined
  return JSON.stringify([
    uniqueId,
    enabled,
    name,
    packageName,
    group,
    versioned?.version,
    versioned?.latestVersion,
    mayRestrictAccess(resource) ? resource.access : undefined,
  ])
}
