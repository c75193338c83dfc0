import { copyFile, mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { basename, join } from "node:path"
import type { CompiledSql } from "../../compile/compiler.ts"
import { Interrupted, LuxError } from "../../errors.ts"
import { batchEnding, batchFormat } from "../../lake/batch-files.ts"
import { isRemote } from "../../lake/file-store.ts"
import { fieldType } from "../../lake/records/field-types.ts"
import type { RecordsOfBatch, RejectRule } from "../../lake/records/rejects.ts"
import { stageEngines } from "../../project/stage-engines.ts"
import { isEmbedded } from "../../project/target/target-types.ts"
import type { Model, SourceTable } from "../../project/types.ts"
import { fieldScript } from "../../spark/field-script.ts"
import { firstCause } from "../../spark/first-cause.ts"
import {
  type BatchScript,
  type FileScript,
  protocol,
  type SourceScript,
  type SparkResult,
  type StageResult,
  type StageScript,
} from "../../spark/script.ts"
import type { SparkJob } from "../../spark/spark-runner.ts"
import { sparkType, writtenType } from "../../spark/spark-types.ts"
import { embeddedStageEngine } from "./embedded-stage-engine.ts"
import { untranslatedRejectRules } from "./reject-rules.ts"
import { cannotReject, recordColumns, rowByRow } from "./row-by-row.ts"
import {
  BadValue,
  type BatchDelivery,
  filesOf,
  type StageDelivery,
  type Staged,
  type StageEngine,
} from "./stage-engine.ts"
import type { StageEngineOptions } from "./stage-engines.ts"
import { StageQueries } from "./stage-queries.ts"

/** Files of a batch are of about this size in raw bytes. */
const bytesOfPart = 256 * 1024 * 1024

/** Spark runs the stage models; files and batches are shown to the warehouse as the embedded engine shows them. */
export function sparkStageEngine(options: StageEngineOptions): StageEngine {
  const { project, lakeServices, statements } = options
  const { stores, engine: embeddedEngine } = lakeServices
  const compiler = options.compiler.onEngine("spark")
  const queries = new StageQueries({
    project,
    compiler: options.compiler.onEngine("embedded"),
    statements,
    stores,
    embeddedEngine,
  })
  const { target } = project
  return {
    ...embeddedStageEngine(options),
    ...stageEngines.spark,
    format: target.batchFormat,
    start(delivery) {
      let cancelled = false
      let running: SparkJob | undefined
      const work = async (): Promise<Staged> => {
        const compiled = compiler.model(delivery.stage, { isIncremental: false })
        const here = await mkdtemp(join(tmpdir(), "lux-stage-"))
        try {
          const script = await stageScript(delivery, compiled, here)
          if (cancelled) throw new Interrupted("interrupted")
          const { name } = delivery.stage
          const runner = await lakeServices.spark()
          if (cancelled) throw new Interrupted("interrupted")
          running = runner.run({ protocol, stages: [script] }, (state) =>
            lakeServices.tell(state.startsWith(`${name}: `) ? state : `${name}: ${state}`),
          )
          const done = resultOf(await running.result, delivery.stage, compiled, script.sql)
          return { batches: await uploaded(delivery, script, done), checks: [] }
        } finally {
          await rm(here, { recursive: true, force: true })
        }
      }
      return {
        result: work(),
        cancel() {
          cancelled = true
          running?.cancel()
        },
      }
    },
  }

  async function stageScript(
    { stage, batches, rejecting }: StageDelivery,
    compiled: CompiledSql,
    here: string,
  ): Promise<StageScript> {
    const sources = compiled.inputs.flatMap((input) => (input.kind === "files" ? [input.source] : []))
    const format = target.batchFormat === "avro" ? "avro" : "parquet"
    const rules = untranslatedRejectRules(stage, rejecting, project, options.compiler.untranslated())
    if (rules.length > 0 && compiled.inputs.length !== 1)
      throw cannotReject(stage, "it reads no source, or several")
    return {
      name: stage.name,
      format,
      sources: sources.map(sourceScript),
      sql: rules.length === 0 ? compiled.sql : judged(stage, rules),
      rules: rules.map(({ message, field }) => ({ message, field })),
      columns: await columnsOf(stage, format),
      batches: await Promise.all(batches.map((batch) => batchScript(batch, sources, here))),
      queries: [],
    }
  }

  function judged(stage: Model, rules: readonly RejectRule[]): string {
    const conditions = rules.map(({ condition }) => condition)
    const added = [recordColumns.file, recordColumns.record]
    const types = { [recordColumns.record]: "bigint" }
    return rowByRow(stage, () => compiler.judged(stage, { added, types, conditions }))
  }

  async function columnsOf(stage: Model, format: StageScript["format"]) {
    return (await queries.columns(stage)).map(({ name, given, written, isDocument, found }) => {
      const type = isDocument ? undefined : sparkType(written ?? given)
      if (type === undefined)
        throw new LuxError(
          "LUX-3272",
          `column "${name}" of "${stage.name}" is of type ${given}, which stage models on Spark do not write`,
          { place: stage.place, hint: "Cast it to a text, or select its parts as columns of their own." },
        )
      return {
        name: isEmbedded(target) ? found.name : name,
        type,
        written: writtenType(type, format),
      }
    })
  }

  function sourceScript(source: SourceTable): SourceScript {
    const { external, name, place, columns } = source
    if (external?.format !== "json")
      throw new LuxError(
        "LUX-3272",
        `source "${name}" has files of ${external?.format}, which are not staged on Spark`,
        {
          place,
          hint: "Spark stages files of JSON. Run this stage on a target without the key spark.",
        },
      )
    return {
      relation: compiler.relationOf(source).name,
      collected: external.collectedAt !== undefined,
      columns: columns.map((column) => {
        const field = fieldScript(fieldType(column.dataType, project.dialect))
        if (field === undefined)
          throw new LuxError(
            "LUX-3272",
            `column "${column.name}" of source "${name}" is of type ${column.dataType}, which Spark does not read of JSON`,
            { place, hint: "Declare it as super, json or a text." },
          )
        const spelled = column.dataType?.trim().toLowerCase() ?? "a text, a number or a truth"
        return { name: column.name, spelled, ...field }
      }),
    }
  }

  async function batchScript(
    batch: BatchDelivery,
    sources: readonly SourceTable[],
    here: string,
  ): Promise<BatchScript> {
    const files = await Promise.all(
      sources.map(
        async (source) =>
          [compiler.relationOf(source).name, await filesScript(filesOf(batch, source))] as const,
      ),
    )
    const bytes = files.flatMap(([, each]) => each).reduce((sum, file) => sum + file.bytes, 0)
    // What this machine's Spark writes goes to S3 by lux.
    const place = (path: string): string => (isRemote(path) && isHere() ? join(here, basename(path)) : path)
    return {
      writing: place(batch.writing),
      rejects: place(batch.rejects),
      parts: Math.max(1, Math.ceil(bytes / bytesOfPart)),
      files: Object.fromEntries(files),
    }
  }

  function filesScript({ files, choices }: ReturnType<typeof filesOf>): Promise<readonly FileScript[]> {
    return Promise.all(
      files.map(async (file) => {
        const choice = choices.get(file.path)
        return {
          read: isHere() ? await stores.local(file) : file.path,
          file: file.path,
          bytes: file.bytes,
          collected: file.collectedAt?.toISOString().slice(0, 19).replace("T", " ") ?? null,
          ...(choice === undefined ? {} : { choice: { kind: choice.kind, records: [...choice.records] } }),
        }
      }),
    )
  }

  function isHere(): boolean {
    return target.spark?.runOn === "local"
  }

  /** What was written, with the files where the delivery wants them. */
  async function uploaded(
    { batches }: StageDelivery,
    script: StageScript,
    done: readonly WrittenThere[],
  ): Promise<Staged["batches"]> {
    return Promise.all(
      batches.map(async ({ writing, rejects }, index) => {
        const written = done[index]
        const there = script.batches[index]
        if (written === undefined || there === undefined) throw new Error(`Spark wrote no batch ${index}`)
        const records = recordsOf(written)
        const store = await stores.of(writing)
        const ending = batchEnding(batchFormat(writing))
        if (there.rejects !== rejects && records.files.some(({ rejected }) => rejected > 0))
          await store.make(rejects, (local) => copyFile(there.rejects, local))
        const files =
          there.writing === writing
            ? written.files
            : await Promise.all(
                written.files.map(async (file, part) => {
                  const path = `${writing}/${part}.${ending}`
                  await store.make(path, (local) => copyFile(file, local))
                  return path
                }),
              )
        return { files, rows: written.rows, records }
      }),
    )
  }
}

function recordsOf({ accounts, rejects, byRule }: WrittenThere): RecordsOfBatch {
  return {
    files: accounts.map(([file, records, rejected]) => ({ file, records, rejected })),
    first: rejects.map(([file, record, reason, field, message]) => ({
      file,
      record,
      reason,
      field,
      message,
    })),
    byRule,
  }
}

type WrittenThere = Extract<StageResult, { readonly batches: unknown }>["batches"][number]

/** Throws LUX-3274 with the first cause, at its place in the model. */
function resultOf(
  result: SparkResult,
  stage: Model,
  compiled: CompiledSql,
  ran: string,
): readonly WrittenThere[] {
  const done = "error" in result ? result : result.stages.find((each) => each.stage === stage.name)
  if (done !== undefined && "batches" in done) return done.batches
  const failure = done?.error
  const { message, offset: found } = firstCause(failure ?? { message: "it gave no result" }, ran)
  // With rules it is another query that ran.
  const offset = ran === compiled.sql ? found : undefined
  const Cause = failure?.ofValues === true ? BadValue : LuxError
  throw new Cause("LUX-3274", `stage model "${stage.name}" failed on Spark: ${message}`, {
    place: offset === undefined ? stage.place : compiled.placeAt(offset),
    ...(offset === undefined ? {} : { related: compiled.callersAt(offset) }),
  })
}
