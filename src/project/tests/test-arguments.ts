import { createHash } from "node:crypto"
import { LuxError, type Place } from "../../errors.ts"
import { didYouMean } from "../../nearest.ts"
import { isNumeric, numberText } from "../../template/exact-number.ts"
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

/** As dbt names them; `short` is what dbt calls their file and their table, where the name has 64 characters or more. */
export function testName(
  test: string,
  resource: Tested,
  column: string | undefined,
  named: Readonly<Record<string, { readonly value: unknown }>>,
): { readonly name: string; readonly short: string | undefined } {
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
    .flatMap((key) => partsOf(all[key]?.value))
    .map((value) => pythonText(value).replace(/[^0-9A-Za-z_]+/g, "_"))
  const name = `${subject}_${values.join("__")}`
  if (name.length < 64) return { name, short: undefined }
  return { name, short: `${subject.slice(0, 30)}_${createHash("md5").update(name).digest("hex")}` }
}

/** A number with a point is a float there: `2.50` is `2.5`, and `2.0` stays. */
function pythonNumber(text: string): string {
  if (!text.includes(".")) return /^[-+]?\d+$/.test(text) ? String(BigInt(text.replace("+", ""))) : text
  const number = Number(text)
  return Number.isInteger(number) ? `${number}.0` : String(number)
}

function partsOf(value: unknown): readonly unknown[] {
  if (isMap(value)) return Object.values(value)
  return Array.isArray(value) ? value : [value]
}

/** A value as Python prints it, but for quotes: what is not a letter or a digit becomes `_` in names. */
function pythonText(value: unknown): string {
  if (value === true) return "True"
  if (value === false) return "False"
  if (value === null || value === undefined) return "None"
  if (Array.isArray(value)) return `[${value.map(pythonText).join(", ")}]`
  if (isNumeric(value)) return pythonNumber(numberText(value))
  if (!isMap(value)) return String(value)
  const members = Object.entries(value).map(([key, each]) => `'${key}': ${pythonText(each)}`)
  return `{${members.join(", ")}}`
}

/** Ten hexadecimal digits that tell tests with the same name apart; the same as long as what is tested is the same. */
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
