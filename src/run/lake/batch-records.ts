import { createWriteStream } from "node:fs"
import { Readable } from "node:stream"
import { pipeline } from "node:stream/promises"
import type { CompiledSql, Compiler } from "../../compile/compiler.ts"
import { firstRejects, type RecordsOfBatch, type RejectRule, rejectLine } from "../../lake/records/rejects.ts"
import { stageEngines } from "../../project/stage-engines.ts"
import type { Model, SourceTable } from "../../project/types.ts"
import { withColumns } from "../../sql/with-columns.ts"
import type { Session } from "../../warehouse/warehouse.ts"
import type { JsonRecords } from "./json-records.ts"
import { cannotReject, recordColumns, rowByRow } from "./row-by-row.ts"
import { jsonRecordsOf, type Reading, showJson, showOtherFiles } from "./show-lake-files.ts"
import { type BatchDelivery, filesOf } from "./stage-engine.ts"

interface Shown {
  readonly source: SourceTable
  readonly records: JsonRecords
}

interface BatchReading extends Reading {
  readonly compiler: Compiler
  readonly stage: Model
  readonly batch: BatchDelivery
  /** The stage's query as the engine takes it. */
  readonly compiled: CompiledSql
  readonly rules: readonly RejectRule[]
}

/** The records of a batch's raw files on a session of the embedded engine, which sees the good ones of them. */
export class BatchRecords {
  readonly #shown: readonly Shown[]
  readonly #byRule: readonly number[]

  private constructor(shown: readonly Shown[], byRule: readonly number[]) {
    this.#shown = shown
    this.#byRule = byRule
  }

  /** Shows the good records under the names of their sources, without those that break a rule. Throws LUX-3250. */
  static async show(session: Session, reading: BatchReading): Promise<BatchRecords> {
    const { batch, compiled, compiler, rules, stage } = reading
    const shown: Shown[] = []
    for (const input of compiled.inputs) {
      if (input.kind !== "files") continue
      const { source } = input
      const { files, choices } = filesOf(batch, source)
      const records = await jsonRecordsOf(reading, source, files, choices)
      const relation = compiler.relationOf(source)
      if (records === undefined) await showOtherFiles(session, reading, relation, source, files)
      else {
        await showJson(session, reading, relation, source, await records.readers())
        shown.push({ source, records })
      }
    }
    if (rules.length === 0) return new BatchRecords(shown, [])
    const [only] = shown
    if (only === undefined || compiled.inputs.length > 1)
      throw cannotReject(stage, "it reads no source of JSON files, or others besides")
    return new BatchRecords(shown, await applyRules(session, reading, only))
  }

  ofBatch(): RecordsOfBatch {
    return {
      files: this.#shown.flatMap(({ records }) => records.accounts()),
      first: this.#shown.flatMap(({ records }) => records.rejects()).slice(0, firstRejects),
      byRule: this.#byRule,
    }
  }

  /** Writes the rejects to their place, if there are any. */
  async writeRejects(path: string, { stores }: Reading): Promise<void> {
    const shown = this.#shown
    if (shown.every(({ records }) => records.accounts().every(({ rejected }) => rejected === 0))) return
    async function* lines(): AsyncGenerator<string> {
      for (const { records } of shown)
        for await (const reject of records.rejectsWithText()) yield rejectLine(reject)
    }
    await (await stores.of(path)).make(path, (local) =>
      pipeline(Readable.from(lines()), createWriteStream(local)),
    )
  }
}

/** Takes the records out that break a rule, and shows the others. Returns how many each rule rejected. */
async function applyRules(
  session: Session,
  reading: BatchReading,
  { source, records }: Shown,
): Promise<readonly number[]> {
  const { rules, stage, compiler } = reading
  const relation = compiler.relationOf(source)
  const byRule = rules.map(() => 0)
  const breaking = await session.query(
    `select distinct lux_file\n${brokenRules(reading, ["file"])}\nwhere lux_rule is not null`,
  )
  const paths = new Set(breaking.rows.map((row) => String(row["lux_file"])))
  if (paths.size === 0) return byRule
  await showJson(session, reading, relation, source, await records.numbered(paths))
  const found = await session.query(
    `select lux_file, lux_record, min(lux_rule) as lux_rule\n${brokenRules(reading, ["file", "record"])}\nwhere lux_rule is not null\ngroup by 1, 2`,
  )
  const broken = new Map<string, Map<number, Pick<RejectRule, "message" | "field">>>()
  for (const row of found.rows) {
    const [file, record, index] = [
      String(row["lux_file"]),
      Number(row["lux_record"]),
      Number(row["lux_rule"]),
    ]
    const rule = rules[index]
    if (rule === undefined) throw new Error(`stage "${stage.name}" has no rule ${index}`)
    byRule[index] = (byRule[index] ?? 0) + 1
    const ofFile = broken.get(file) ?? new Map()
    broken.set(file, ofFile.set(record, { message: rule.message, field: rule.field }))
  }
  await records.reject(broken)
  await showJson(session, reading, relation, source, await records.readers())
  return byRule
}

/** The rows of the stage with more columns, and which rule each breaks first. */
function brokenRules(
  { rules, stage, compiled }: BatchReading,
  columns: readonly (keyof typeof recordColumns)[],
): string {
  const added = columns.map((each) => recordColumns[each])
  const { dialect } = stageEngines.embedded
  const cases = rules.map(({ condition }, index) => `    when (\n${condition}\n) then ${index}`)
  return `from (
  select *, case
${cases.join("\n")}
  end as lux_rule
  from (
${rowByRow(stage, () => withColumns(compiled.sql, dialect, added))}
  ) as lux_rows
) as lux_broken`
}
