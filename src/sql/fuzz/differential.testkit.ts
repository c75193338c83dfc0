/** For tests: random queries in Redshift's SQL, whose translations to DuckDB and to Postgres must give the same. */
import { difference } from "./compare.testkit.ts"
import { duckDbUnderTest, type EngineUnderTest, postgresUnderTest, type Types } from "./engines.testkit.ts"
import { query } from "./queries.testkit.ts"
import { randomOf } from "./random.testkit.ts"
import { orderKind } from "./sources.testkit.ts"
import { columnTypes, tableNames, tableStatements } from "./tables.testkit.ts"
import { shrink, sqlOf, type Term } from "./term.testkit.ts"

/** So many queries read the same tables. */
const perTables = 500

export interface Differences {
  readonly queries: number
  /** How many are not translated, by what is refused. */
  readonly refused: ReadonlyMap<string, number>
  /** How many are an error on both engines. */
  readonly errors: ReadonlyMap<string, number>
  /**
   * How many are an error on one engine, as a whole number has no room there, in a value that the other one does not
   * compute: Redshift says nothing of the order in which a query is computed.
   */
  readonly early: number
  /** How many DuckDB ends with an internal error of its own, which says that it is one. */
  readonly broken: number
  /** Each as a small query, with what its engines give and how to find it again. */
  readonly found: readonly string[]
}

const isTable = (relation: string) => tableNames.some((name) => name === relation)
const known: Types = { columnTypes: (relation) => (isTable(relation) ? columnTypes : undefined) }
/** Only a declaration tells that a text has a fixed length. */
const unknown: Types = { someTypes: (relation) => (isTable(relation) ? { c: "char(4)" } : undefined) }

/**
 * Compares so many queries. Ends early where it has found `enough` differences.
 *
 * @public bench/acceptance imports it from a bundle.
 */
export async function compareEngines(options: {
  readonly queries: number
  readonly seed: number
  readonly enough?: number
  /** Hears of each difference when it is found. */
  readonly told?: (found: string) => void
}): Promise<Differences> {
  const [refused, errors, found] = [new Map<string, number>(), new Map<string, number>(), [] as string[]]
  const [duckDb, postgres] = await Promise.all([duckDbUnderTest(), postgresUnderTest()])
  let queries = 0
  let early = 0
  let broken = 0
  try {
    for (; queries < options.queries && found.length < (options.enough ?? 20); queries++) {
      const seed = options.seed * 1_000_000 + queries
      if (queries % perTables === 0) {
        const statements = tableStatements(randomOf(seed))
        await Promise.all([duckDb.run(statements), postgres.run(statements)])
      }
      const random = randomOf(seed + 1)
      const term = query(random)
      // One SQL has one answer, whether its types are known or not; but what is divided then has DuckDB's digits.
      const types = random.chance(0.25) && dividesColumns(sqlOf(term)) ? unknown : known
      const compared = await compare(term, types, duckDb, postgres)
      if (compared.refusal !== undefined) count(refused, compared.refusal)
      if (compared.error !== undefined) count(errors, compared.error)
      if (compared.difference === undefined) continue
      if (isEarly(compared.difference)) {
        early++
        continue
      }
      if (compared.difference.includes("an error (INTERNAL Error")) {
        broken++
        continue
      }
      const least = await shrink(term, async (less) => {
        const { difference: still } = await compare(less, types, duckDb, postgres)
        return still !== undefined && isAlike(still, compared.difference)
      })
      const { difference: shown } = await compare(least, types, duckDb, postgres)
      const how = types === known ? "" : ", with types that DuckDB does not know"
      const text = `query ${queries} of seed ${options.seed}${how}: ${sqlOf(least)}\n  ${shown}`
      found.push(text)
      options.told?.(text)
    }
  } finally {
    await Promise.all([duckDb.stop(), postgres.stop()])
  }
  return { queries, refused, errors, early, broken, found }
}

/** Whether nothing is divided but columns, whose digits DuckDB knows. */
function dividesColumns(sql: string): boolean {
  const plain = /(?:^|[ (,])(?:[a-z]\.)?[a-z]+ \/ (?:nullif\((?:[a-z]\.)?[a-z]+, 0\)|-?\d+)/g
  return sql.split(" / ").length - 1 === (sql.match(plain) ?? []).length
}

function isEarly(difference: string): boolean {
  return /an error \((?:Out of Range Error: Overflow in|Conversion Error: Could not cast value|numeric field overflow|(?:small|big|)int(?:eger)? out of range)/.test(
    difference,
  )
}

function count(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1)
}

/** What an engine makes of a query that became smaller may be another error, and no difference any more. */
function isAlike(one: string, other: string | undefined): boolean {
  const kind = (text: string | undefined) => /an error \((.{0,18})|^columns/.exec(text ?? "")?.[0]
  return kind(one) === kind(other)
}

async function compare(term: Term, types: Types, duckDb: EngineUnderTest, postgres: EngineUnderTest) {
  const sql = sqlOf(term)
  const [left, right] = await Promise.all([duckDb.answer(sql, types), postgres.answer(sql, known)])
  const isOrdered = term.parts.some(
    (part) => typeof part !== "string" && part.kind === orderKind && sqlOf(part) !== "",
  )
  const isGrouped = / group by |^select distinct | (?:union|intersect|except|minus) |\b(?:min|max)\(/.test(
    sql,
  )
  return {
    refusal: "refusal" in left ? left.refusal : "refusal" in right ? right.refusal : undefined,
    error: "error" in left && "error" in right ? left.error.split("\n")[0] : undefined,
    difference: difference(left, right, { isOrdered, isGrouped }),
  }
}
