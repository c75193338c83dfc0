import { isMap } from "./config-layers.ts"

/**
 * Names that a properties file says something about, whatever the kind: those of its entries and the files of their
 * versions. A file of such a name and the properties file are read together or not at all.
 */
export function describedNames(value: unknown): readonly string[] {
  if (!isMap(value)) return []
  const entries = Object.values(value).flatMap((list) => (Array.isArray(list) ? list.filter(isMap) : []))
  return [...new Set(entries.flatMap(namesOf))]
}

function namesOf(entry: Readonly<Record<string, unknown>>): readonly string[] {
  const { name, versions } = entry
  if (typeof name !== "string") return []
  const files = (Array.isArray(versions) ? versions.filter(isMap) : []).flatMap((version) => [
    `${name}_v${version["v"]}`,
    `${name}.v${version["v"]}`,
    String(version["defined_in"]),
  ])
  return [name, ...files]
}
