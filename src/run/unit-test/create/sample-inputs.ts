import type { CompiledSql } from "../../../compile/compiler.ts"
import type { Relational } from "../../../project/types.ts"
import { identifier, stringLiteral } from "../../../sql/identifier.ts"
import type { Relation } from "../../../sql/relation.ts"
import type { TypedColumn } from "../../../warehouse/statements.ts"
import type { Session } from "../../../warehouse/warehouse.ts"
import { columnsOf } from "../columns-of.ts"

/** Rows of an input as texts. */
export interface SampledInput {
  readonly resource: Relational
  readonly relation: Relation
  readonly columns: readonly TypedColumn[]
  readonly rows: readonly (readonly (string | null)[])[]
}

/** The way in which rows are chosen, the smallest first; the next is tried where these lead to no row of the model. */
export const waysToSample = ["connected", "first", "many"] as const
type Way = (typeof waysToSample)[number]

const outputRows = 20
const mostRows: Readonly<Record<Way, number>> = { connected: 300, first: 2_000, many: 50_000 }
const mostValues = 100

/**
 * Rows of every input of a model. `connected`: those that have values in common with some rows that the model has now,
 * in columns of the same name, and with the inputs that were read before.
 */
export async function sampleInputs(
  session: Session,
  inputs: readonly { readonly resource: Relational; readonly relation: Relation }[],
  compiled: CompiledSql,
  way: Way,
): Promise<readonly SampledInput[]> {
  const wanted =
    way === "connected" ? await valuesOfOutput(session, compiled) : new Map<string, Set<string>>()
  const sampled: SampledInput[] = []
  for (const { resource, relation } of inputs) {
    const columns = await columnsOf(session, String(relation))
    const rows = await rowsOf(session, relation, columns, wanted, mostRows[way])
    sampled.push({ resource, relation, columns, rows })
    if (way === "connected") noteValues(wanted, columns, rows)
  }
  return sampled
}

async function rowsOf(
  session: Session,
  relation: Relation,
  columns: readonly TypedColumn[],
  wanted: ReadonlyMap<string, ReadonlySet<string>>,
  limit: number,
): Promise<SampledInput["rows"]> {
  const conditions = columns.flatMap(({ name }) => {
    const values = wanted.get(name.toLowerCase())
    if (values === undefined || values.size === 0) return []
    const literals = [...values].map(stringLiteral).join(", ")
    return [`cast(${identifier(name)} as varchar) in (${literals})`]
  })
  // Where not all of them can be had at once, any will do; and in the end whatever is there.
  const filters = [conditions.join("\n  and "), conditions.join("\n  or "), ""]
  for (const filter of new Set(filters)) {
    const where = filter === "" ? "" : `\nwhere ${filter}`
    const texts = columns.map(({ name }, at) => `cast(${identifier(name)} as varchar) as c${at}`)
    const { rows } = await session.query(
      `select ${texts.join(", ")}\nfrom ${relation}${where}\nlimit ${limit}`,
    )
    if (rows.length > 0 || filter === "")
      return rows.map((row) => columns.map((_, at) => textOf(row[`c${at}`])))
  }
  return []
}

async function valuesOfOutput(session: Session, { sql }: CompiledSql): Promise<Map<string, Set<string>>> {
  const from = `from (\n${sql}\n) as present\nlimit ${outputRows}`
  const columns = await columnsOf(session, `(\n${sql}\n) as present`)
  const keys = columns.filter(isKey)
  const found = new Map<string, Set<string>>()
  if (keys.length === 0) return found
  const texts = keys.map(({ name }, at) => `cast(${identifier(name)} as varchar) as c${at}`)
  const { rows } = await session.query(`select ${texts.join(", ")}\n${from}`)
  noteValues(
    found,
    keys,
    rows.map((row) => keys.map((_, at) => textOf(row[`c${at}`]))),
  )
  return found
}

/** Adds the values of columns that are not known yet: those of the first that has them say what belongs together. */
function noteValues(
  wanted: Map<string, Set<string>>,
  columns: readonly TypedColumn[],
  rows: SampledInput["rows"],
): void {
  for (const [at, column] of columns.entries()) {
    const name = column.name.toLowerCase()
    if (!isKey(column) || wanted.has(name)) continue
    const values = new Set(rows.flatMap((row) => row[at] ?? []))
    if (values.size > 0 && values.size <= mostValues) wanted.set(name, values)
  }
}

/** Relations are joined by names, texts, whole numbers; measures and times only look alike. */
function isKey({ name, type }: TypedColumn): boolean {
  if (/(count|amount|rate|sum|total|_at|_time)$/i.test(name)) return false
  return /^(varchar|u?(tiny|small|big|huge)?int(eger)?|uuid)/i.test(type) && !name.startsWith("_")
}

function textOf(value: unknown): string | null {
  return typeof value === "string" ? value : null
}
