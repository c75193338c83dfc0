/** Rows that share a key: how they are found, and what is said about them. */
import { LuxError, type Place } from "../errors.ts"
import { identifier } from "../sql/identifier.ts"
import type { WarehouseStatements } from "../warehouse/statements.ts"
import type { Demand, FoundRow } from "./plan.ts"

interface DuplicateKeys {
  readonly purpose: string
  /** A relation, or a query in parentheses. */
  readonly from: string
  /** As the columns are called. */
  readonly keys: readonly string[]
  readonly statements: WarehouseStatements
  /** What the error says of the keys: `model "a": several new rows have one unique_key`. */
  readonly title: string
  readonly place: Place
  readonly hint: string
}

// Enough to go and look.
const shownRows = 3

/** Of rows that a key must tell apart: LUX-2133 names up to three keys that do not, and shows three rows. */
export function distinctKeys({ from, keys, statements, ...told }: DuplicateKeys): Demand {
  const query = severalRows(from, keys, statements)
  const several = keys.map((key, at) =>
    statements.same(`source.${identifier(key)}`, `several.${keyName(at)}`),
  )
  return {
    purpose: told.purpose,
    query,
    // Only the relation's own columns come out: no name of lux's can be one of them.
    examples: `select source.*
from ${from} as source
join (
${query}
) as several
  on ${several.join("\n  and ")}
order by ${keys.map((_, at) => `several.${keyName(at)}`).join(", ")}
limit ${shownRows}`,
    problem: (found, examples) =>
      new LuxError(
        "LUX-2133",
        [`${told.title}: ${keysOf(found, keys)}`, ...table(examples, keys)].join("\n"),
        {
          place: told.place,
          hint: told.hint,
        },
      ),
  }
}

/** The keys of several rows, as `key_0` and so on: names that the relation's own cannot meet. */
export function severalRows(
  from: string,
  keys: readonly string[],
  { key: keyOf }: Pick<WarehouseStatements, "key">,
  condition = "count(*) > 1",
): string {
  const columns = keys.map((key) => keyOf(`source.${identifier(key)}`))
  const named = columns.map((column, at) => `  ${column} as ${keyName(at)}`)
  return `select
${named.join(",\n")},
  count(*) as key_rows
from ${from} as source
group by ${columns.join(", ")}
having ${condition}
order by ${columns.join(", ")}
limit ${shownRows}`
}

/** `id 1; id 2` */
export function keysOf(found: readonly FoundRow[], keys: readonly string[]): string {
  return found
    .map((row) => keys.map((key, at) => `${key} ${String(row[keyName(at)] ?? null)}`).join(", "))
    .join("; ")
}

export function keyName(at: number): string {
  return `key_${at}`
}

// Of a wide table, what tells the rows apart.
const mostWidth = 100
const mostCell = 40

/** The rows: their keys, and the columns in which they differ, or all where they are the same. */
function table(found: readonly FoundRow[], keys: readonly string[]): readonly string[] {
  const texts = (row: FoundRow): string => Object.values(row).map(cell).join(" ")
  const rows = found.toSorted((a, b) => (texts(a) < texts(b) ? -1 : 1))
  const [first] = rows
  if (first === undefined) return []
  const isKey = (name: string): boolean => keys.includes(name)
  const differs = (name: string): boolean => rows.some((row) => cell(row[name]) !== cell(first[name]))
  const names = Object.keys(first)
  const others = names.filter((name) => !isKey(name))
  const different = others.filter(differs)
  const shown = [...names.filter(isKey), ...(different.length > 0 ? different : others)]
  const columns = shown.map((name) => {
    const cells = [name, ...rows.map((row) => cell(row[name]))]
    const width = Math.max(...cells.map(({ length }) => length))
    return cells.map((each) => each.padEnd(width))
  })
  const fitting = columns.filter((_, at) => {
    const before = columns.slice(0, at + 1).reduce((sum, [head = ""]) => sum + head.length + 3, 0)
    return at === 0 || before <= mostWidth
  })
  return [first, ...rows].map((_, line) =>
    `  ${fitting.map((column) => column[line] ?? "").join(" | ")}`.trimEnd(),
  )
}

function cell(value: unknown): string {
  const text = typeof value === "object" && value !== null ? JSON.stringify(value) : String(value ?? null)
  const line = text.replaceAll(/\s+/g, " ")
  return line.length > mostCell ? `${line.slice(0, mostCell - 1)}…` : line
}
