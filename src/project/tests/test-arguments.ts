import { createHash } from "node:crypto"
import { LuxError, type Place } from "../../errors.ts"
import { didYouMean } from "../../nearest.ts"
import { jsonText } from "../../template/exact-number.ts"
import type { GenericTest } from "../../template/types.ts"
import { templateAt } from "../config/rendered-values.ts"
import { isNamedBySource } from "../resource-guards.ts"
import { relationArgument } from "../resources/relation-argument.ts"
import { versionedName } from "../resources/versions.ts"
import type { Relational, TestArgument } from "../types.ts"
import { isMap } from "../yaml/is-map.ts"
import type { YamlDocument, YamlPath } from "../yaml/yaml-document.ts"
import { testConfigKeys, testKeys } from "./raw-test.ts"

/** What data tests are declared on. */
export type Tested = Relational

/** Throws LUX-1043 for an argument that the test does not have, LUX-1044 for one that it needs. */
export function checkArguments(
  generic: GenericTest,
  given: readonly string[],
  column: string | undefined,
  placeOf: (name: string) => Place,
  place: () => Place,
): void {
  const known = generic.parameters.map((parameter) => parameter.name).filter((name) => name !== "model")
  const related = () => [
    { message: `"${generic.name}" takes ${known.join(", ") || "nothing"}`, place: generic.place },
  ]
  for (const name of given)
    if (!known.includes(name))
      throw new LuxError("LUX-1043", `test "${generic.name}" has no argument "${name}"`, {
        place: placeOf(name),
        hint: didYouMean(name, [...known, ...testKeys, ...testConfigKeys]),
        related: related(),
      })
  for (const { name, default: fallback } of generic.parameters) {
    const there = name === "model" || given.includes(name) || (name === "column_name" && column !== undefined)
    if (!there && fallback === undefined)
      throw new LuxError("LUX-1044", `test "${generic.name}" needs the argument "${name}"`, {
        place: place(),
        related: related(),
      })
  }
}

/** `ref('x')` is a relation, a text with `{{` a template, anything else a value. */
export function argumentOf(value: unknown, document: YamlDocument, path: YamlPath): TestArgument {
  if (typeof value !== "string") return { kind: "value", value }
  const relation = relationArgument(value, () => document.placeOf(path))
  if (relation !== undefined) return { kind: "relation", relation }
  return value.includes("{{")
    ? { kind: "template", template: templateAt(document, path, value) }
    : { kind: "value", value }
}

/** As dbt names them, cut with a digest where the name would be longer than 64 characters. */
export function testName(
  test: string,
  resource: Tested,
  column: string | undefined,
  named: Readonly<Record<string, { readonly value: unknown }>>,
): string {
  // A test of a package has its package before its name.
  const own = test.replaceAll(".", "_")
  const subject = isNamedBySource(resource)
    ? `source_${own}_${resource.sourceName}_${resource.name}`
    : `${own}_${versionedName(resource)}`
  const all: Record<string, { readonly value: unknown }> = {
    ...named,
    ...(column === undefined ? {} : { column_name: { value: column } }),
  }
  const values = Object.keys(all)
    .sort()
    .flatMap((name) => all[name]?.value)
    .map((value) => (isMap(value) ? jsonText(value) : String(value)).replace(/[^0-9A-Za-z_]+/g, "_"))
  const full = values.length === 0 ? subject : `${subject}_${values.join("__")}`
  if (full.length <= 64) return full
  return `${full.slice(0, 31)}_${createHash("sha256").update(full).digest("hex").slice(0, 32)}`
}

/** Ten hexadecimal digits that tell tests of one name apart; the same as long as what is tested is the same. */
export function testDigest(
  test: string,
  resource: Tested,
  column: string | undefined,
  named: Readonly<Record<string, { readonly value: unknown }>>,
  name: string | undefined,
): string {
  const values = Object.keys(named)
    .sort()
    .map((key) => [key, named[key]?.value])
  const identity = JSON.stringify([resource.uniqueId, test, column, values, name])
  return createHash("sha256").update(identity).digest("hex").slice(0, 10)
}
