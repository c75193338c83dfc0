/** What a reader has chosen on a dashboard, as a part of the page's address. */
import type { DashboardData, FilterTest, Value } from "./dashboard-data.ts"

export interface DashboardState {
  /** By filter; undefined: everything. A filter that is not here has its default. */
  readonly filters: ReadonlyMap<string, FilterTest | undefined>
  /** Marks that were clicked, by tile. */
  readonly clicks: ReadonlyMap<string, readonly Point[]>
}

/** The values of a mark by field; undefined is null. */
export type Point = readonly (readonly [field: string, value: string | undefined])[]

/** `brand=is:chanel`, `hour=from:3`, `name=has:x`, `day=all`; a mark is `click.TILE=brand%3Dis%3Achanel`. */
export function stateParams({ filters, clicks }: DashboardState): URLSearchParams {
  const params = new URLSearchParams()
  for (const [name, test] of filters) for (const word of wordsOf(test)) params.append(name, word)
  for (const [tile, points] of clicks)
    for (const point of points) {
      const words = new URLSearchParams()
      for (const [field, value] of point) words.append(field, value === undefined ? "none" : `is:${value}`)
      params.append(`${clickPrefix}${tile}`, words.toString())
    }
  return params
}

const clickPrefix = "click."

/** What an address says that fits the dashboard; the rest of it says nothing. */
export function readState(params: URLSearchParams, { filters, tiles }: DashboardData): DashboardState {
  return {
    filters: new Map(
      filters.flatMap(({ name, default: usual }) => {
        const test = testIn(params.getAll(name), usual)
        return test === "nothing" ? [] : [[name, test] as const]
      }),
    ),
    clicks: new Map(
      tiles.flatMap(({ name }) => {
        const points = params.getAll(`${clickPrefix}${name}`).map(pointIn)
        return points.length === 0 ? [] : [[name, points] as const]
      }),
    ),
  }
}

/** Which filter holds: what was chosen, else the default. */
export function testOfFilter(
  { name, default: usual }: DashboardData["filters"][number],
  { filters }: DashboardState,
): FilterTest | undefined {
  return filters.has(name) ? filters.get(name) : usual
}

function wordsOf(test: FilterTest | undefined): readonly string[] {
  switch (test?.kind) {
    case undefined:
      return ["all"]
    case "values": {
      const word = test.not ? "not" : "is"
      return test.values.map((value) =>
        value === null ? `${word === "not" ? "not-" : ""}none` : `${word}:${value}`,
      )
    }
    case "range":
      return [
        ...(test.min === undefined ? [] : [`from:${test.min}`]),
        ...(test.max === undefined ? [] : [`to:${test.max}`]),
      ]
    case "contains":
      return [`has:${test.text}`]
    case "last":
      return ["newest"]
  }
}

function testIn(words: readonly string[], usual: FilterTest | undefined): FilterTest | undefined | "nothing" {
  if (words.length === 0) return "nothing"
  if (words.includes("all")) return undefined
  if (words.includes("newest")) return usual?.kind === "last" ? usual : "nothing"
  const behind = (start: string): readonly string[] =>
    words.filter((word) => word.startsWith(`${start}:`)).map((word) => word.slice(start.length + 1))
  const [text] = behind("has")
  if (text !== undefined) return { kind: "contains", text }
  const [[min], [max]] = [behind("from"), behind("to")]
  if (min !== undefined || max !== undefined) return { kind: "range", min, max }
  const not: readonly Value[] = [...behind("not"), ...(words.includes("not-none") ? [null] : [])]
  if (not.length > 0) return { kind: "values", values: not, not: true }
  const values: readonly Value[] = [...behind("is"), ...(words.includes("none") ? [null] : [])]
  return values.length === 0 ? "nothing" : { kind: "values", values, not: false }
}

function pointIn(text: string): Point {
  return [...new URLSearchParams(text)].map(([field, word]) => [
    field,
    word.startsWith("is:") ? word.slice(3) : undefined,
  ])
}

/** A click on a mark: it alone, or with `adds` besides those that are clicked already; a second click takes it back. */
export function clicked(state: DashboardState, tile: string, point: Point, adds: boolean): DashboardState {
  const before = state.clicks.get(tile) ?? []
  const others = before.filter((each) => !isSame(each, point))
  const isOn = others.length < before.length
  const after = isOn ? (adds ? others : []) : adds ? [...before, point] : [point]
  const clicks = new Map(state.clicks)
  if (after.length === 0) clicks.delete(tile)
  else clicks.set(tile, after)
  return { ...state, clicks }
}

export function isSame(a: Point, b: Point): boolean {
  return (
    a.length === b.length &&
    a.every(([field, value]) => b.some(([other, same]) => other === field && same === value))
  )
}
