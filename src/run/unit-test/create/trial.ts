import type { CompiledSql } from "../../../compile/compiler.ts"
import { identifier } from "../../../sql/identifier.ts"
import { Relation } from "../../../sql/relation.ts"
import type { TypedColumn } from "../../../warehouse/statements.ts"
import type { Session } from "../../../warehouse/warehouse.ts"
import type { EmbeddedEngine } from "../../lake/embedded-engine.ts"
import { columnsOf } from "../columns-of.ts"
import { valuesQuery } from "../typed-rows.ts"
import type { SampledInput } from "./sample-inputs.ts"
import type { Kept } from "./shrink.ts"

/** A model's query over some rows of its inputs, on the embedded engine. */
export interface Trial {
  /** How many rows come of it, and the names of the columns in which any of them has a value. */
  measure(kept: Kept): Promise<{ readonly rows: number; readonly filled: readonly string[] }>
  /** The rows that come of it as texts, without the values of `dropped` columns of the inputs. */
  run(kept: Kept, dropped?: Dropped): Promise<TrialRows>
}

/** Of each input the positions of columns that are null. */
export type Dropped = readonly ReadonlySet<number>[]

export interface TrialRows {
  readonly columns: readonly TypedColumn[]
  readonly rows: readonly (readonly (string | null)[])[]
}

/** Loads the samples; each question reads a part of them under the inputs' own names. */
export async function openTrial(
  session: Session,
  embeddedEngine: EmbeddedEngine,
  samples: readonly SampledInput[],
  compiled: CompiledSql,
): Promise<Trial> {
  await embeddedEngine.install(session, compiled.macros)
  for (const [index, { relation, columns, rows }] of samples.entries()) {
    await embeddedEngine.makeSchema(session, relation)
    const numbered = [...columns, { name: numberColumn, type: "integer" }]
    const values = rows.map((row, at) => [...row, String(at)])
    await session.run(`create or replace table ${sampleOf(index)} as\n${valuesQuery(numbered, values)}`)
  }
  const show = async (kept: Kept, dropped: Dropped = []): Promise<void> => {
    const statements = samples.map(({ relation, columns }, index) => {
      const list = columns.map(({ name, type }, at) =>
        dropped[index]?.has(at) === true ? `cast(null as ${type}) as ${identifier(name)}` : identifier(name),
      )
      const numbers = kept[index] ?? []
      const where = numbers.length === 0 ? "false" : `${numberColumn} in (${numbers.join(", ")})`
      return `create or replace view ${relation} as\nselect ${list.join(", ")}\nfrom ${sampleOf(index)}\nwhere ${where}`
    })
    await session.run(statements.join(";\n"))
  }
  return {
    async measure(kept) {
      await show(kept)
      const columns = await outputColumns()
      const counts = columns.map(({ name }, at) => `count(${identifier(name)}) as c${at}`)
      const { rows } = await session.query(
        `select ${["count(*) as all_rows", ...counts].join(", ")}\nfrom (\n${compiled.sql}\n) as tried`,
      )
      const [counted = {}] = rows
      const filled = columns.filter((_, at) => Number(counted[`c${at}`]) > 0).map(({ name }) => name)
      return { rows: Number(counted["all_rows"]), filled }
    },
    async run(kept, dropped) {
      await show(kept, dropped)
      const columns = await outputColumns()
      const texts = columns.map(({ name }, at) => `cast(${identifier(name)} as varchar) as c${at}`)
      const { rows } = await session.query(`select ${texts.join(", ")}\nfrom (\n${compiled.sql}\n) as tried`)
      return {
        columns,
        rows: rows.map((row) =>
          columns.map((_, at) => {
            const value = row[`c${at}`]
            return typeof value === "string" ? value : null
          }),
        ),
      }
    },
  }

  function outputColumns(): Promise<readonly TypedColumn[]> {
    return columnsOf(session, `(\n${compiled.sql}\n) as tried`)
  }
}

const numberColumn = "lux_row_number"

function sampleOf(index: number): Relation {
  return new Relation(undefined, `lux_sample_${index}`)
}
