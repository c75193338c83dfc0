import { LuxError } from "../../errors.ts"
import { didYouMean } from "../../nearest.ts"
import type { SourceFile } from "../../template/source-file.ts"
import type { Loading, PropertiesFile } from "../loading.ts"
import { testsTwice } from "../tests/data-tests.ts"
import type { Properties } from "../yaml/properties-file.ts"
import type { Entry } from "./properties-entries.ts"

/** What is said under a key of properties files, by name. LUX-1050 where two describe the same name. */
export function entriesOf<Key extends "models" | "seeds" | "data_tests" | "tests">(
  properties: readonly PropertiesFile[],
  key: Key,
  loading: Loading,
): ReadonlyMap<string, Entry<Properties[Key][number]>> {
  const entries = new Map<string, Entry<Properties[Key][number]>>()
  for (const { document, values } of properties)
    for (const [index, own] of values[key].entries()) {
      const path = [key, index]
      const other = entries.get(own.name)
      if (other !== undefined)
        loading.problems.add(
          new LuxError("LUX-1050", `${kinds[key]} "${own.name}" is described twice`, {
            place: document.placeOf([...path, "name"]),
            related: [{ message: "the other one", place: other.document.placeOf([...other.path, "name"]) }],
          }),
        )
      entries.set(own.name, { document, path, properties: own })
    }
  return entries
}

/** What is said about singular tests, under `data_tests:` or `tests:`. */
export function singularEntries(
  properties: readonly PropertiesFile[],
  loading: Loading,
): ReadonlyMap<string, Entry<Properties["data_tests"][number]>> {
  for (const { document, values } of properties)
    if (values.data_tests.length > 0 && values.tests.length > 0)
      loading.problems.add(testsTwice(document, []))
  return new Map([
    ...entriesOf(properties, "tests", loading),
    ...entriesOf(properties, "data_tests", loading),
  ])
}

const kinds = { models: "model", seeds: "seed", data_tests: "singular test", tests: "singular test" } as const

/** LUX-1051 for what is said of a file that is not there. */
export function checkEntries(
  entries: ReadonlyMap<string, Entry<{ readonly name: string }>>,
  files: readonly SourceFile[],
  kind: string,
  loading: Loading,
): void {
  const known = new Set(files.map((file) => stem(file.path)))
  for (const [name, { document, path }] of entries)
    if (!known.has(name))
      loading.problems.add(
        new LuxError("LUX-1051", `there is no ${kind} "${name}" to describe`, {
          place: document.placeOf([...path, "name"]),
          hint: didYouMean(name, known),
        }),
      )
}

/** The name of a file without folders and ending: that of what it declares. */
export function stem(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1).replace(/\.[^.]+$/, "")
}
