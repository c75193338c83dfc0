import type { LuxGraph, LuxMacro, LuxNode } from "./lux-graph.ts"
import { normalisedTemplate, withoutConfig, wordsOf } from "./normalised-text.ts"

/** What of a node can change, by the names that `state:modified.` takes; `other` is none of these. */
export type ChangedPart = (typeof changedParts)[number] | "other"
export const changedParts = [
  "body",
  "configs",
  "relation",
  "macros",
  "contract",
  "persisted_descriptions",
] as const

/** One difference between a node and what it was: of a key the two values, of a text the two texts. */
export interface StateChange {
  readonly part: ChangedPart
  /** `materialized`, `sql`, the name of a macro. */
  readonly key: string
  /** Undefined where there was or is none. */
  readonly before: unknown
  readonly now: unknown
  /** Both are texts of many lines. */
  readonly isText: boolean
}

type Macros = Pick<LuxGraph, "macros" | "tests">

/**
 * Why a node counts as modified; empty where it does not. What is compared is what was authored: templates as they are
 * written, so that another target, environment or variable makes no difference; white space and comments make none.
 */
export function changesOf(
  before: LuxNode,
  now: LuxNode,
  macrosBefore: Macros,
  macrosNow: Macros,
): StateChange[] {
  return [
    ...bodyChanges(before, now),
    ...configChanges(before, now),
    ...valueChanges("relation", locationOf(before), locationOf(now)),
    ...macroChanges(before, now, macrosBefore, macrosNow),
    ...contractChanges(before, now),
    ...descriptionChanges(before, now),
    ...valueChanges("other", othersOf(before), othersOf(now)),
  ]
}

function bodyChanges(before: LuxNode, now: LuxNode): StateChange[] {
  const values = valueChanges("body", { checksum: before.checksum }, { checksum: now.checksum })
  if (now.resource_type !== "source" && now.resource_type !== "exposure")
    values.push(...valueChanges("body", { ...before.definition }, { ...now.definition }))
  const texts = [before.sql, now.sql].map((text) => text ?? "")
  const [old = "", current = ""] = texts
  if (old !== current && !sameWords(normalisedTemplate(old), normalisedTemplate(current)))
    values.unshift({
      part: "body",
      key: "sql",
      before: withoutConfig(old),
      now: withoutConfig(current),
      isText: true,
    })
  return values
}

/** Where it goes, what only describes, and what is compared by itself. */
const notConfigs: ReadonlySet<string> = new Set([
  "schema",
  "alias",
  "database",
  "target_schema",
  "target_database",
  "identifier",
  "external",
  "enabled",
  "tags",
  "meta",
  "group",
  "contract",
  "access",
  "loader",
])

function configChanges(before: LuxNode, now: LuxNode): StateChange[] {
  const authored = ({ config, unrendered }: LuxNode) =>
    Object.fromEntries(Object.entries({ ...config, ...unrendered }).filter(([key]) => !notConfigs.has(key)))
  return valueChanges("configs", authored(before), authored(now))
}

function locationOf({ config, unrendered, location }: LuxNode): Readonly<Record<string, unknown>> {
  if (location !== undefined) return location
  const all = { ...config, ...unrendered }
  return { schema: all["schema"] ?? all["target_schema"], alias: all["alias"] }
}

function macroChanges(before: LuxNode, now: LuxNode, macrosBefore: Macros, macrosNow: Macros): StateChange[] {
  const changes = new Map<string, StateChange>()
  const note = (key: string, old: LuxMacro | undefined, current: LuxMacro | undefined): void => {
    if (!sameMacro(old, current))
      changes.set(key, { part: "macros", key, before: old?.text, now: current?.text, isText: true })
  }
  // A macro that is called no longer is a change of anyone who called it.
  for (const name of now.macros ?? []) note(name, macrosBefore.macros[name], macrosNow.macros[name])
  if (now.test !== undefined && now.test === before.test)
    note(`test ${now.test}`, macrosBefore.tests[now.test], macrosNow.tests[now.test])
  return [...changes.values()]
}

function sameMacro(before: LuxMacro | undefined, now: LuxMacro | undefined): boolean {
  if (before === undefined || now === undefined) return before === now
  if (before.text === now.text) return true
  return before.kind === "sql" && now.kind === "sql" && sameWords(wordsOf(before.text), wordsOf(now.text))
}

function contractChanges(before: LuxNode, now: LuxNode): StateChange[] {
  const [old, current] = [contractOf(before), contractOf(now)]
  return old === undefined && current === undefined
    ? []
    : valueChanges("contract", old ?? { enforced: false }, current ?? { enforced: false })
}

/** Undefined where none is enforced. */
function contractOf(node: LuxNode): Readonly<Record<string, unknown>> | undefined {
  const written = node.unrendered?.["contract"]
  // A list where a block or a macro may set it.
  const contract = written === undefined || Array.isArray(written) ? node.config["contract"] : written
  const enforced =
    typeof contract === "object" && contract !== null ? Reflect.get(contract, "enforced") : undefined
  if (enforced === undefined || enforced === false) return undefined
  const columns = (node.columns ?? []).flatMap(({ name, data_type, constraints }) => [
    [`column ${name}`, data_type],
    ...(constraints === undefined ? [] : [[`constraints of ${name}`, constraints]]),
  ])
  return { enforced, ...Object.fromEntries(columns), constraints: node.constraints ?? [] }
}

/** Descriptions count where they become comments in the warehouse. */
function descriptionChanges(before: LuxNode, now: LuxNode): StateChange[] {
  const persisted = now.config["persist_docs"]
  const isOn = (key: string): boolean =>
    typeof persisted === "object" && persisted !== null && Reflect.get(persisted, key) === true
  const described = ({ description, columns = [] }: LuxNode) => ({
    ...(isOn("relation") ? { description } : {}),
    ...(isOn("columns")
      ? Object.fromEntries(columns.map((column) => [`description of ${column.name}`, column.description]))
      : {}),
  })
  return valueChanges("persisted_descriptions", described(before), described(now))
}

function othersOf(node: LuxNode): Readonly<Record<string, unknown>> {
  const { fqn, access, version, latest_version, deprecation_date } = node
  const common = { fqn: fqn.join("."), access, version, latest_version, deprecation_date }
  return node.resource_type === "exposure"
    ? { ...common, ...node.definition, description: node.description }
    : common
}

/** Keys of which one or both have a value, in order. Nothing, null and a missing key are the same. */
function valueChanges(
  part: ChangedPart,
  before: Readonly<Record<string, unknown>>,
  now: Readonly<Record<string, unknown>>,
): StateChange[] {
  return [...new Set([...Object.keys(before), ...Object.keys(now)])].sort().flatMap((key) => {
    const [old, current] = [before[key] ?? undefined, now[key] ?? undefined]
    return stable(old) === stable(current) ? [] : [{ part, key, before: old, now: current, isText: false }]
  })
}

/** JSON in which the order of keys is none of what is said. */
function stable(value: unknown): string | undefined {
  return JSON.stringify(value, (_, each: unknown) =>
    typeof each === "object" && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)))
      : each,
  )
}

function sameWords(before: readonly string[], now: readonly string[]): boolean {
  return before.length === now.length && before.every((each, index) => each === now[index])
}
