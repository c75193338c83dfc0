/** A project that changes at random, and what somebody else makes next to it. */
import { rmSync } from "node:fs"
import { join } from "node:path"
import type { State } from "./mutation-judge.testkit.ts"
import type { NetworkProject } from "./network-project.testkit.ts"

export interface Mutated {
  readonly kind: (typeof kinds)[number]
  /** What `a` holds. */
  readonly row: Readonly<Record<string, number | string>>
  readonly isBad: boolean
  /** A model that has a name of lux's. */
  readonly intruder: string | undefined
  /** What somebody else made, and what it reads. */
  readonly theirs: ReadonlyMap<
    string,
    { readonly kind: "table" | "view"; readonly reads: string | undefined }
  >
}

export interface Command {
  readonly command: "build" | "run"
  readonly fullRefresh: boolean
  readonly select: string[]
}

export interface Mutation {
  readonly what: string
  readonly mutated: Mutated
  readonly command: Command
}

const kinds = ["table", "view", "incremental", "materialized_view", "seed"] as const
const reserved = [
  "a__rejected",
  "a__lux_candidate",
  "a__old__lux_candidate",
  "r__rejected",
  "r__lux_candidate",
]
const names = ["m", "w", "x", "y"]

/** `next` changes the project or what is in the warehouse, by what is there. */
export function mutatedWorld(
  project: NetworkProject,
  outside: NetworkProject,
  schema: string,
  random: () => number,
): { next(before: State): Promise<Mutation> } {
  let kind: Mutated["kind"] = "table"
  let columns: readonly (readonly [name: string, type: "int" | "varchar"])[] = [["m", "int"]]
  let version = 0
  let [isBad, isTogether, rIsTable, r2IsTable] = [false, false, false, false]
  let publish: "swap" | "replace" | undefined
  let intruder: string | undefined
  let count = 0
  const theirs = new Map<string, { kind: "table" | "view"; reads: string | undefined }>()

  const one = <T>(of: readonly T[]): T | undefined => of[Math.floor(random() * of.length)]
  const sql = (text: string) => outside.lux().runOperation({ sql: text.replaceAll("$", schema) })
  const freeColumn = (): string | undefined =>
    one(names.filter((name) => columns.every(([each]) => each !== name)))

  const ways: Readonly<Record<string, (before: State) => unknown>> = {
    "a becomes": () => (kind = one(kinds.filter((each) => each !== kind)) ?? kind),
    "a becomes, once more": () => (kind = one(kinds.filter((each) => each !== kind)) ?? kind),
    "r becomes": () => (rIsTable = !rIsTable),
    "r2 becomes": () => (r2IsTable = !r2IsTable),
    "a column comes": () => {
      const name = freeColumn()
      if (name !== undefined) columns = [...columns, [name, random() < 0.5 ? "int" : "varchar"]]
    },
    "a column goes": () => {
      const gone = one(columns)
      columns = columns.filter((each) => each !== gone)
    },
    "a column is renamed": () => {
      const [old, name] = [one(columns), freeColumn()]
      if (name !== undefined) columns = columns.map((each) => (each === old ? [name, each[1]] : each))
    },
    "a column gets another type": () => {
      const old = one(columns)
      columns = columns.map((each) =>
        each === old ? [each[0], each[1] === "int" ? "varchar" : "int"] : each,
      )
    },
    "rows are bad": () => (isBad = true),
    "published by": () => (publish = one(["swap", "replace", undefined] as const)),
    together: () => (isTogether = !isTogether),
    "a view of theirs": async (before) => {
      const reads = one(["a", "r", "a__rejected"].filter((name) => before.get(name)?.rows !== undefined))
      const column = reads === undefined ? undefined : one(before.get(reads)?.columns ?? [])
      if (reads === undefined || column === undefined) return
      const name = `theirs_${++count}`
      await sql(`create view $.${name} as select ${column} as seen from $.${reads}`)
      theirs.set(name, { kind: "view", reads })
    },
    // Tables first: one of them may keep a model from being built forever.
    "theirs goes": async () => {
      const tables = [...theirs].filter(([, { kind }]) => kind === "table")
      const [name, made] = one(tables.length > 0 ? tables : [...theirs]) ?? []
      if (name === undefined || made === undefined) return
      if ([...theirs.values()].some(({ reads }) => reads === name)) return
      await sql(`drop ${made.kind} $.${name}`)
      theirs.delete(name)
    },
    "a name of lux's is taken by a table of theirs": async (before) => {
      const name = one(reserved)
      if (name === undefined || theirs.has(name)) return
      const there = before.get(name)
      if ([...theirs.values()].some(({ reads }) => reads === name)) return
      if (there !== undefined) await sql(`drop ${there.kind} $.${name}`)
      await sql(`create table $.${name} as select ${++count} as mine`)
      theirs.set(name, { kind: "table", reads: undefined })
    },
    "a name of lux's is taken by a model": () => (intruder = one(reserved)),
  }

  return {
    async next(before) {
      version++
      // Nothing stays as it must not for long: most of what follows is to be built.
      isBad = isBad && random() < 0.3
      intruder = undefined
      const what = one(Object.keys(ways)) ?? ""
      await ways[what]?.(before)
      if (theirs.size > 1 && random() < 0.5) await ways["theirs goes"]?.(before)
      writeProject()
      const command = kind !== "seed" && random() < 0.3 ? "run" : "build"
      return {
        what: `${what}: ${kind} (${columns.flat().join(" ")})${isTogether ? " together" : ""}${publish ?? ""}`,
        mutated: { kind, row: rowOf(), isBad, intruder, theirs },
        command: {
          command,
          fullRefresh: random() < 0.1,
          select: random() < 0.15 ? ["a"] : [],
        },
      }
    },
  }

  function rowOf(): Mutated["row"] {
    const values = columns.map(([name, type]) => [name, type === "int" ? version : `${version}`])
    return { id: 1, ...Object.fromEntries(values) }
  }

  function writeProject(): void {
    const isSeed = kind === "seed"
    rmSync(join(project.folder, "models"), { recursive: true, force: true })
    rmSync(join(project.folder, "seeds"), { recursive: true, force: true })
    const group = isTogether && (kind === "table" || kind === "view") ? ' publish_together="g"' : ""
    const by = publish === undefined ? "" : ` publish="${publish}"`
    const keys = kind === "incremental" ? ' unique_key="id" on_schema_change="sync_all_columns"' : ""
    const id = isBad ? "cast(null as int)" : "1"
    const values = columns.map(([name, type]) =>
      type === "int" ? `, ${version} as ${name}` : `, cast('${version}' as varchar(10)) as ${name}`,
    )
    const types = columns.map(([name, type]) => `, ${name}: ${type === "int" ? "int" : '"varchar(10)"'}`)
    const tests = "columns: [{name: id, data_tests: [not_null]}]"
    const reader = (isTable: boolean, more: string, query: string) =>
      `{{config materialized="${isTable ? "table" : "view"}"${more}}}\n${query}`
    project.write({
      "models/r.sql": reader(rIsTable, group, 'select * from {{ref "a"}}'),
      "models/r2.sql": reader(r2IsTable, "", 'select id from {{ref "r"}}'),
      ...(intruder === undefined ? {} : { [`models/${intruder}.sql`]: "select 0 as intruder" }),
      ...(isSeed
        ? {
            "seeds/a.csv": `id${columns.map(([name]) => `,${name}`).join("")}\n${isBad ? "" : "1"}${columns.map(() => `,${version}`).join("")}\n`,
            "seeds/a.yml": `seeds: [{name: a, config: {column_types: {id: int${types.join("")}}}, ${tests}}]\n`,
          }
        : {
            "models/a.sql": `{{config materialized="${kind}"${keys}${by}${group}}}\nselect ${id} as id${values.join("")}`,
            "models/a.yml": `models: [{name: a, ${tests}}]\n`,
          }),
    })
  }
}
