import { LuxError } from "../errors.ts"
import { didYouMean } from "../nearest.ts"
import { resourceKinds } from "../project/resource-kinds.ts"
import { compareVersions } from "../project/resources/versions.ts"
import { isMap } from "../project/yaml/is-map.ts"
import { exactNumber, isNumeric, isPlainDecimal, sameValue } from "../template/exact-number.ts"
import { configValues } from "./config-values.ts"
import { globMatcher } from "./glob.ts"
import { nameMatcher } from "./match-name.ts"
import { fileMatcher, pathMatcher } from "./match-path.ts"
import type { Selectable } from "./selectable.ts"
import type { Criterion } from "./selection.ts"
import type { StateKnowledge } from "./state/state-knowledge.ts"

export type Matches = (resource: Selectable) => boolean

/** What methods know next to the graph. */
export interface MethodContext {
  /** Name of the project: what `package:this` means. */
  readonly project: string
  /** Undefined where no state was given. */
  readonly state: StateKnowledge | undefined
}

type Method = (value: string, criterion: Criterion, context: MethodContext) => Matches

/** The ways to select, by name; `selector:` is another one, and about selections. */
const methods: Readonly<Record<string, Method>> = {
  fqn: nameMatcher,
  path: pathMatcher,
  file: fileMatcher,
  tag: (value) => {
    const matches = globMatcher(value)
    return ({ tags }) => tags.some(matches)
  },
  source: (_, criterion) => {
    const [table, source, packageName] = partsOf(criterion, 3).reverse()
    const wanted = source === undefined ? [undefined, table, undefined] : [packageName, source, table]
    const [inPackage, named, tabled] = wanted.map((part) => globMatcher(part ?? "*"))
    return (resource) =>
      resource.sourceName !== undefined &&
      inPackage?.(resource.packageName) === true &&
      named?.(resource.sourceName) === true &&
      tabled?.(resource.name) === true
  },
  exposure: ofOwnMethod,
  collector: ofOwnMethod,
  resource_type: (value) => {
    const matches = globMatcher(value)
    return ({ type }) => matches(type)
  },
  package: (value, _, { project }) => {
    const matches = globMatcher(value === "this" ? project : value)
    return ({ packageName }) => matches(packageName)
  },
  config: configMatcher,
  group: (value) => {
    const matches = globMatcher(value)
    return ({ group }) => group !== undefined && matches(group)
  },
  access: (value, criterion) => {
    oneOf(criterion, ["public", "protected", "private"])
    return ({ access }) => access === value
  },
  version: (value, criterion) => {
    oneOf(criterion, ["latest", "old", "prerelease", "none"])
    return (resource) =>
      resourceKinds[resource.type].versioned && ageOf(resource.version, resource.latestVersion) === value
  },
  test_name: (value) => {
    const matches = globMatcher(value)
    return ({ definition: { kind, test } = { kind: "" } }) =>
      kind === "generic" &&
      test !== undefined &&
      (matches(test) || matches(test.slice(test.indexOf(".") + 1)))
  },
  test_type: (value, criterion) => {
    oneOf(criterion, ["generic", "singular", "data", "unit"])
    if (value === "unit") return isUnitTest
    return ({ definition }) => definition !== undefined && (value === "data" || definition.kind === value)
  },
  unit_test: (value) => {
    const matches = globMatcher(value)
    return (resource) => isUnitTest(resource) && (matches(resource.name) || matches(resource.fqn.join(".")))
  },
  state: (value, criterion, { state }) => {
    const ids = stateOf(state, criterion).byState(value, criterion.place)
    return ({ uniqueId }) => ids.has(uniqueId)
  },
  result: (value, criterion, { state }) => {
    oneOf(criterion, ["success", "pass", "error", "fail", "warn", "skipped"])
    const ids = stateOf(state, criterion).byResult(value)
    return ({ uniqueId }) => ids.has(uniqueId)
  },
}

function isUnitTest({ type }: Selectable): boolean {
  return resourceKinds[type].tests === "unit"
}

/** `exposure:name` or `exposure:package.name`, for kinds that are not selected by their name alone. */
function ofOwnMethod(value: string, criterion: Criterion): Matches {
  const [name = value, packageName = "*"] = partsOf(criterion, 2).reverse()
  const named = globMatcher(name)
  const inPackage = globMatcher(packageName)
  return (resource) =>
    resourceKinds[resource.type].selectedBy === criterion.method &&
    named(resource.name) &&
    inPackage(resource.packageName)
}

const takesArguments: ReadonlySet<string> = new Set(["config"])

/** What a criterion matches by itself. Throws LUX-1211 for an unknown way to select, LUX-1213 for a wrong value. */
export function matcherFor(criterion: Criterion, context: MethodContext): Matches {
  const [name = ""] = criterion.method.split(".")
  const method = Object.hasOwn(methods, name) ? methods[name] : undefined
  if (method === undefined || takesArguments.has(name) === (name === criterion.method)) {
    const known = [...Object.keys(methods).map((each) => (takesArguments.has(each) ? `${each}.key` : each))]
    throw new LuxError("LUX-1211", `"${criterion.text}": "${criterion.method}" is not a way to select`, {
      place: criterion.place,
      hint: didYouMean(criterion.method, known) ?? `There are: ${[...known, "selector"].join(", ")}.`,
    })
  }
  return method(criterion.value, criterion, context)
}

/** A text, or true and false in any case; one of a list; a key of a map. */
function configMatcher(value: string, { method }: Criterion): Matches {
  const [, ...keys] = method.split(".")
  const lower = value.toLowerCase()
  // Severities are written in either case.
  const matches =
    keys.join(".") === "severity" ? (text: string) => text.toLowerCase() === lower : globMatcher(value)
  const fits = (each: unknown): boolean =>
    typeof each === "boolean"
      ? String(each) === lower
      : isNumeric(each)
        ? matches(String(each)) || (isPlainDecimal(value) && sameValue(each, exactNumber(value)))
        : typeof each === "string" && matches(each)
  return (resource) => {
    let found: unknown = configValues(resource)
    for (const key of keys) found = at(found, key)
    if (Array.isArray(found)) return found.some(fits)
    if (isMap(found)) return Object.keys(found).some(matches)
    return fits(found)
  }
}

function at(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, key)
    ? Reflect.get(value, key)
    : undefined
}

type Version = string | number | undefined

function ageOf(version: Version, latest: Version): string {
  if (version === undefined || latest === undefined) return "none"
  const order = compareVersions(version, latest)
  return order === 0 ? "latest" : order < 0 ? "old" : "prerelease"
}

function partsOf(criterion: Criterion, most: number): string[] {
  const parts = criterion.value.split(".")
  if (parts.length <= most) return parts
  throw new LuxError("LUX-1213", `"${criterion.text}" has more than ${most} parts`, {
    place: criterion.place,
    hint:
      criterion.method === "source"
        ? "Write source:name, source:name.table or source:package.name.table."
        : `Write ${criterion.method}:name or ${criterion.method}:package.name.`,
  })
}

function oneOf(criterion: Criterion, known: readonly string[]): void {
  if (known.includes(criterion.value)) return
  throw new LuxError(
    "LUX-1213",
    `"${criterion.text}": ${criterion.method} does not take "${criterion.value}"`,
    {
      place: criterion.place,
      hint: didYouMean(criterion.value, known) ?? `It takes ${known.join(", ")}.`,
    },
  )
}

function stateOf(state: StateKnowledge | undefined, criterion: Criterion): StateKnowledge {
  if (state !== undefined) return state
  throw new LuxError("LUX-1214", `"${criterion.text}" compares with an earlier state, and none is given`, {
    place: criterion.place,
    hint: "Name the folder that holds its lux.json: --state FOLDER, or LUX_STATE.",
  })
}
