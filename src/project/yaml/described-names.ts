import { isMap } from "./is-map.ts"

/**
 * Names that a properties file says something about, whatever the kind: those of its entries and the files of their
 * versions. A file of such a name and the properties file are read together or not at all.
 */
export function describedNames(value: unknown): readonly string[] {
  if (!isMap(value)) return []
  const entries = Object.entries(value).flatMap(([key, list]) =>
    (Array.isArray(list) ? list.filter(isMap) : []).flatMap(key === "unit_tests" ? ofUnitTest : namesOf),
  )
  return [...new Set(entries)]
}

/** The models that a unit test is about, and the files that its rows are in. */
function ofUnitTest({ model, given, expect }: Readonly<Record<string, unknown>>): readonly string[] {
  const parts = [given, expect].flatMap((part) => (Array.isArray(part) ? part : [part])).filter(isMap)
  const files = parts.flatMap((part) => [part["fixture"], ...[part["files"]].flat()])
  const names = files.filter((file) => typeof file === "string").map((file) => stemOf(file))
  return [model, ...parts.map((part) => part["model"]), ...names].filter((name) => typeof name === "string")
}

function stemOf(file: string): string {
  return file.slice(file.lastIndexOf("/") + 1).replace(/\.[^.]+$/, "")
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
