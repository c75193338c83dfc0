import { LuxError, type Place, type Problems } from "../../errors.ts"
import { didYouMean } from "../../nearest.ts"
import type { Loading, PropertiesFile } from "../loading.ts"
import { YamlPlace } from "../yaml/yaml-place.ts"
import type { Group, Owner } from "./governance.ts"
import { descriptionOf } from "./properties-entries.ts"

/** The groups that properties files declare, by name. LUX-1052 where two have one name. */
export function readGroups(
  files: readonly PropertiesFile[],
  before: readonly Group[],
  loading: Pick<Loading, "packageName" | "docs" | "problems">,
): ReadonlyMap<string, Group> {
  const read = files.flatMap(({ document, values }) =>
    values.groups.map((group, index): Group => {
      const path = ["groups", index]
      return {
        uniqueId: `group.${loading.packageName}.${group.name}`,
        name: group.name,
        packageName: loading.packageName,
        path: document.file.path,
        place: new YamlPlace(document, [...path, "name"]),
        description: descriptionOf({ document, path, properties: group }, loading),
        owner: ownerOf(group.owner),
        meta: { ...group.meta, ...group.config?.meta },
      }
    }),
  )
  const groups = new Map<string, Group>()
  for (const group of [...before, ...read]) {
    const other = groups.get(group.name)
    if (other !== undefined)
      loading.problems.add(
        new LuxError("LUX-1052", `there are two groups of the name "${group.name}"`, {
          place: group.place,
          hint: "Rename one.",
          related: [{ message: "the other one", place: other.place }],
        }),
      )
    groups.set(group.name, group)
  }
  return new Map([...groups].sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** Name and email, and whatever else is said about an owner. */
export function ownerOf(written: {
  readonly name?: string | undefined
  readonly email?: string | undefined
  readonly [key: string]: unknown
}): Owner {
  const { name, email, ...further } = written
  return { name, email, further }
}

/** LUX-1063 where a resource belongs to a group that nothing declares. */
export function checkGroup(
  resource: { readonly type: string; readonly name: string; readonly group?: string | undefined },
  groups: ReadonlyMap<string, Group>,
  place: () => Place,
  problems: Problems,
): void {
  const { type, name, group } = resource
  if (group === undefined || groups.has(group)) return
  problems.add(
    new LuxError("LUX-1063", `${type} "${name}" belongs to group "${group}", which does not exist`, {
      place: place(),
      hint: didYouMean(group, groups.keys()) ?? declared([...groups.keys()]),
    }),
  )
}

function declared(names: readonly string[]): string {
  return names.length === 0
    ? "The project declares no groups: list it under groups: in a properties file, with its owner."
    : `There are: ${names.join(", ")}.`
}
