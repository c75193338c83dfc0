import type { CompiledNode } from "../compiled/compiled-project.ts"
import { isMap } from "../project/yaml/is-map.ts"
import type { CheckPast } from "../quality/docs-history.ts"
import type { SiteContext } from "./context.ts"
import { docsOf } from "./context.ts"
import type { CheckPoint, CheckRow, Rows, Status } from "./data.ts"

const statuses: Readonly<Record<string, Status>> = {
  pass: "ok",
  warn: "warn",
  fail: "fail",
  error: "fail",
}

/** How a check's latest result stands: `none` where it was never asked, or could not be judged. */
export function statusOf(status: string): Status {
  return Object.hasOwn(statuses, status) ? (statuses[status] ?? "none") : "none"
}

/** The worst of several. */
export function worst(found: readonly Status[]): Status {
  return (["fail", "warn", "ok"] as const).find((each) => found.includes(each)) ?? "none"
}

/** The checks of a node. Failing rows are shown where the node says that its rows may be. */
export function checksOf(id: string, context: SiteContext): readonly CheckRow[] {
  const owner = context.byId.get(id)?.node
  const showsRows = owner !== undefined && docsOf(owner).sample > 0
  return (context.tests.get(id) ?? []).map((test) => checkRow(test, context, showsRows))
}

function checkRow(test: CompiledNode, { docs }: SiteContext, showsRows: boolean): CheckRow {
  const { said, resource } = test
  const past = docs.history?.checks.get(resource.uniqueId) ?? []
  const last = past.at(-1)
  const streak = streakOf(past)
  const severity = said.config["severity"]
  return {
    id: resource.uniqueId,
    label: labelOf(said, resource.name),
    column: columnOf(said),
    severity: typeof severity === "string" ? severity.toLowerCase() : "error",
    status: last?.status ?? "never asked",
    failures: last?.failures ?? undefined,
    observed: last?.observed ?? undefined,
    expected: last?.expected ?? undefined,
    message: last?.message ?? undefined,
    since: streak[0]?.at,
    streak: streak.length,
    points: past.map(pointOf),
    sample: showsRows ? sampleOf(last?.sample) : undefined,
  }
}

/** The results since the last one that passed, where the latest did not. */
function streakOf(past: readonly CheckPast[]): readonly CheckPast[] {
  const judged = past.filter(({ status }) => statusOf(status) !== "none")
  const passed = judged.findLastIndex(({ status }) => status === "pass")
  return judged.slice(passed + 1)
}

/** `accepted_values (["a","b"])`, `relationships (to: ref('x'), field: id)`, or the test's name. */
function labelOf(said: CompiledNode["said"], name: string): string {
  const { test, arguments: given } = said.definition ?? {}
  if (typeof test !== "string") return name
  const shown = isMap(given) ? Object.entries(given) : []
  const texts = shown.map(
    ([key, value]) => `${key}: ${typeof value === "string" ? value : JSON.stringify(value)}`,
  )
  return texts.length === 0 ? test : `${test} (${shorter(texts.join(", "), 120)})`
}

function columnOf(said: CompiledNode["said"]): string | undefined {
  const column = said.definition?.["column"]
  return typeof column === "string" ? column : undefined
}

function pointOf(past: CheckPast): CheckPoint {
  const value = past.observed === null ? past.failures : numberIn(past.observed)
  return { at: past.at, status: past.status, value, ...boundsIn(past.expected) }
}

const number = String.raw`(-?[\d,]*\.?\d+(?:e[+-]?\d+)?)`
const between = new RegExp(`^(?:between |more than )?${number} (?:and|to|and less than) ${number}`, "i")
const lowest = new RegExp(`^(?:at least|more than) ${number}`, "i")
const highest = new RegExp(`^(?:at most|less than) ${number}`, "i")
const exact = new RegExp(`^exactly ${number}`, "i")

/** The bounds in a text such as `between 1 and 5`; null where it names none. */
export function boundsIn(text: string | null): { readonly low: number | null; readonly high: number | null } {
  if (text === null) return { low: null, high: null }
  const both = between.exec(text)
  if (both !== null) return { low: numberIn(both[1] ?? ""), high: numberIn(both[2] ?? "") }
  const same = numberIn(exact.exec(text)?.[1] ?? "")
  if (same !== null) return { low: same, high: same }
  return { low: numberIn(lowest.exec(text)?.[1] ?? ""), high: numberIn(highest.exec(text)?.[1] ?? "") }
}

function numberIn(text: string): number | null {
  const value = text === "" ? Number.NaN : Number(text.replaceAll(",", ""))
  return Number.isFinite(value) ? value : null
}

function sampleOf(text: string | null | undefined): Rows | undefined {
  if (text === null || text === undefined) return undefined
  const rows: unknown = JSON.parse(text)
  return Array.isArray(rows) ? rowsOf(rows.filter(isMap)) : undefined
}

/** Rows as texts, with the columns that any of them has. */
export function rowsOf(rows: readonly Readonly<Record<string, unknown>>[]): Rows {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))]
  return { columns, rows: rows.map((row) => columns.map((name) => valueText(row[name]))) }
}

function valueText(value: unknown): string {
  if (value === null || value === undefined) return "∅"
  if (value instanceof Date) return value.toISOString()
  const text = isMap(value) || Array.isArray(value) ? JSON.stringify(value) : String(value)
  return shorter(text, 300)
}

function shorter(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text
}
