import { Interrupted, LuxError } from "../../errors.ts"
import {
  type BatchPlace,
  batchId,
  batchLocation,
  batchPlace,
  removeLeftoverBatches,
  removeRejectedBatches,
} from "../../lake/batch-files.ts"
import {
  type ChangedFile,
  type Delivery,
  type HashedFile,
  sortDelivery,
  withTwoVersions,
} from "../../lake/delivery.ts"
import { contentHash, type LakeFile } from "../../lake/lake-files.ts"
import {
  type BatchRow,
  filesOfBatch,
  ledgerOf,
  type RawFileRow,
  recordBatch,
  refreshFiles,
} from "../../lake/ledger.ts"
import type { RecordsOfBatch } from "../../lake/records/rejects.ts"
import type { Model } from "../../project/types.ts"
import { WarehouseError } from "../../warehouse/errors.ts"
import type { Session } from "../../warehouse/warehouse.ts"
import { passes } from "../build/audit.ts"
import type { Outcome } from "../outcome.ts"
import type { PerformContext } from "../perform-context.ts"
import type { CheckResult } from "../results.ts"
import type { StageWork } from "../workload.ts"
import { asideText, setFilesAside, type Undecided, withoutAside } from "./aside.ts"
import { auditBatches, publishBatches, setAside } from "./publish-batches.ts"
import { rejectedText } from "./rejected-text.ts"
import { retryRejects } from "./retry-rejects.ts"
import { stageAllAgain } from "./stage-all-again.ts"
import { resultsWithRejects, testsOf } from "./stage-checks.ts"
import { BadValue, type Staged, type WrittenBatch } from "./stage-engine.ts"
import { pendingBatch, rowOf } from "./staged-batch.ts"

/**
 * Stages what is new in the lake as one batch: written next to, checked, recorded in the ledger and published. The files of a batch
 * that fails are set aside, so that later ones go on. A file whose content changed stops the stage before anything is applied; a
 * full refresh stages every batch again.
 */
export async function stageNode(
  session: Session,
  work: StageWork,
  context: PerformContext,
): Promise<Outcome> {
  const { lake, staging } = context
  const stage = work.resource
  const store = await lake.stores.of(lake.folder(stage))
  const recorded = lake.batches(stage, undefined).map((each) => [each.batch_id, namesOf(each)] as const)
  await removeLeftoverBatches(store, lake.folder(stage), stage.name, new Map(recorded))
  // What is staged again, tried again or accepted may be anywhere.
  const isPlain = staging === undefined && !context.fullRefresh
  const files = await (isPlain ? lake.listRecent(stage) : lake.list(stage))
  const delivery = await sortDelivery(files, lake.files(stage), hashing(stage, context))
  const retried = staging?.kind === "retry" ? await retryRejects(session, work, delivery, context) : undefined
  const changed = delivery.changed.filter(({ found }) => retried?.corrected.has(found.name) !== true)
  const disputed = withTwoVersions(changed, files)
  if (disputed.length > 0) throw filesChanged(stage, disputed, "leave only the right version in the lake")
  if (changed.length > 0 && !context.fullRefresh)
    throw filesChanged(stage, changed, "put the recorded version back, or take the new one")
  const again = context.fullRefresh ? await stageAllAgain(session, work, delivery, context) : undefined
  if (again?.kept !== undefined) return outcome("rejected", again.kept, undefined, again.checks)
  if (retried?.passes === false) return outcome("rejected", retried.message, 0, retried.checks)
  await noteTouched(session, stage, delivery, context)
  const { fresh, failed } = undecided(stage, delivery, context)
  const said = [...(retried === undefined ? [] : [retried.message])]
  const told = { delivery, failed, said, before: [...(again?.records ?? []), ...(retried?.records ?? [])] }
  if (fresh.length > 0) return stageFresh(session, work, fresh, told, context)
  if (said.length === 0) said.push("nothing new")
  return outcomeOf(stage, told, retried?.rows ?? 0, retried?.checks ?? [], [])
}

/** What is said of a stage, whatever it stages. */
interface Told {
  readonly delivery: Delivery
  readonly failed: readonly RawFileRow[]
  readonly said: string[]
  /** What was staged again. */
  readonly before: readonly RecordsOfBatch[]
}

/** Files of which nobody decided yet, and those that stay aside. */
function undecided(
  stage: Model,
  { fresh }: Delivery,
  { lake, staging, fullRefresh }: PerformContext,
): Undecided {
  const aside = lake.aside(stage)
  const dropped = aside.filter(({ state }) => state === "dropped")
  if (staging?.kind !== "accept")
    return withoutAside(fresh, staging?.kind === "retry" || fullRefresh ? dropped : aside)
  // Nothing else is staged by the way.
  const chosen = new Set(aside.flatMap((row) => (staging.files.has(row.file_name) ? [row.file_name] : [])))
  return { fresh: fresh.filter(({ name }) => chosen.has(name)), failed: [] }
}

async function stageFresh(
  session: Session,
  work: StageWork,
  fresh: readonly HashedFile[],
  told: Told,
  context: PerformContext,
): Promise<Outcome> {
  const { lake, project } = context
  const stage = work.resource
  const id = batchId(fresh)
  const location = batchLocation(id, await lake.format())
  const place = batchPlace(lake.folder(stage), stage.name, location)
  const toStage = { names: new Set(fresh.map((file) => file.name)), place }
  const tests = testsOf(work, context)
  const aside = (reason: string) => setFilesAside(session, work, fresh, id, reason, context)
  let staged: Staged
  try {
    staged = await lake.stage(session, stage, [toStage], tests)
  } catch (error) {
    if (await isForData(error, session, stage, place, context)) await aside(String(Object(error).message))
    throw error
  }
  const [written = nothingWritten] = staged.batches
  const about = { batch_id: id, location, file_count: fresh.length }
  const rows = fresh.map((file) => rowOf(stage, file, id))
  const pending = await pendingBatch(stage, about, rows, place, written, context)
  const tooMany = tooManyRejected(stage, pending.batch, written, context)
  if (tooMany !== undefined) {
    await setAside([pending], context)
    await aside(tooMany.message)
    throw tooMany
  }
  const asked = await auditBatches(session, work, [pending], staged.checks, context)
  const checks = resultsWithRejects(stage, asked, tests.rejecting, [written.records], context)
  if (!passes(checks)) {
    const kept = await setAside([pending], context)
    const failing = checks.find(({ status }) => status === "fail" || status === "error")
    await aside(`check ${failing?.name} failed`)
    const files = asideText(
      stage,
      lake.aside(stage).filter(({ state }) => state === "failed"),
    )
    return outcome("rejected", `the batch is kept as ${kept.join(", ")}; ${files}`, written.rows, checks)
  }
  const before = lake.aside(stage)
  await publishBatches(session, work, [pending], context, () =>
    recordBatch(ledgerOf(session, project.target), pending.batch, pending.files, before),
  )
  const still = new Set(lake.aside(stage).map((row) => row.batch_id))
  await removeRejectedBatches(await lake.stores.of(place.writing), lake.folder(stage), stage.name, still)
  told.said.push(`${written.rows} ${written.rows === 1 ? "row" : "rows"} of ${count(pending.files.length)}`)
  return outcomeOf(stage, told, written.rows, checks, [written.records])
}

function outcomeOf(
  stage: Model,
  { delivery, failed, said, before }: Told,
  rows: number,
  checks: readonly CheckResult[],
  records: readonly RecordsOfBatch[],
): Outcome {
  const rejected = rejectedText(stage, [...before, ...records])
  const aside = asideText(stage, failed)
  const repeated =
    delivery.repeated.length === 0 ? undefined : `${count(delivery.repeated.length)} delivered again, skipped`
  const warned =
    rejected !== undefined || aside !== undefined || checks.some(({ status }) => status === "warn")
  const all = [...said, rejected, repeated, aside].filter((each) => each !== undefined)
  return outcome(warned ? "warn" : "ok", all.join("; "), rows, checks)
}

/** Hashes of contents; of what is set aside as it was recorded, while its stamp is that. */
function hashing(stage: Model, { lake }: PerformContext): (file: LakeFile) => Promise<string> {
  const known = new Map(lake.aside(stage).map((row) => [`${row.stamp} ${row.path}`, row.content_hash]))
  return async (file) => known.get(`${file.stamp} ${file.path}`) ?? contentHash(file, lake.stores)
}

/** Whether a stage fails for what it reads: its engine says so, or a statement does not fail over no files at all. */
async function isForData(
  error: unknown,
  session: Session,
  stage: Model,
  place: BatchPlace,
  { lake }: PerformContext,
): Promise<boolean> {
  if (error instanceof BadValue) return true
  if (!(error instanceof WarehouseError) || error instanceof Interrupted) return false
  try {
    await lake.stage(session, stage, [{ names: new Set(), place }], { checks: [], rejecting: [] })
    await (await lake.stores.of(place.writing)).remove(place.writing)
    return true
  } catch {
    return false
  }
}

function tooManyRejected(
  stage: Model,
  { record_count: records, rejected_count: rejected }: Pick<BatchRow, "record_count" | "rejected_count">,
  { records: { first } }: WrittenBatch,
  { staging }: PerformContext,
): LuxError | undefined {
  const { maxRejected } = stage.config
  if (maxRejected === undefined || staging?.kind === "accept") return undefined
  if (records === null || rejected === null || rejected <= maxRejected * records) return undefined
  const percent = (share: number): string => `${Math.round(share * 10000) / 100}%`
  return new LuxError(
    "LUX-3253",
    `${rejected} of ${records} records rejected (${percent(rejected / records)}), max_rejected is ${percent(maxRejected)}: ${first[0]?.message ?? ""}`,
    {
      place: stage.place,
      hint: `lux show ${stage.name} --rejects lists them. The files are set aside: correct them, or lux lake accept or drop them; after a change of the model, lux retry --rejects.`,
    },
  )
}

const nothingWritten: WrittenBatch = { files: [], rows: 0, records: { files: [], first: [], byRule: [] } }

function namesOf(batch: BatchRow): readonly string[] {
  return [...filesOfBatch(batch), ...(batch.rejects === null ? [] : [batch.rejects])]
}

async function noteTouched(
  session: Session,
  stage: Model,
  delivery: Delivery,
  context: PerformContext,
): Promise<void> {
  if (delivery.touched.length === 0 || context.fullRefresh) return
  const known = new Map(context.lake.files(stage).map((row) => [row.file_name, row]))
  const rows = delivery.touched.map(({ name, path, bytes, stamp, contentHash, ...file }): RawFileRow => {
    const row = known.get(name) ?? rowOf(stage, { name, path, bytes, stamp, contentHash, ...file }, "")
    return { ...row, path, bytes, stamp, content_hash: contentHash }
  })
  await session.transaction(() => refreshFiles(ledgerOf(session, context.project.target), rows))
}

function filesChanged(stage: Model, changed: readonly ChangedFile[], remedy: string): LuxError {
  const shown = changed.slice(0, 5).map(({ found, recorded }) => {
    const where = recorded.batch === undefined ? `at ${recorded.path}` : `in batch ${recorded.batch}`
    return `${found.name}: ${recorded.contentHash.slice(0, 8)} ${where}, ${found.contentHash.slice(0, 8)} now at ${found.path}`
  })
  const more = changed.length > 5 ? ` and ${changed.length - 5} more` : ""
  return new LuxError(
    "LUX-2204",
    `${count(changed.length)} changed after delivery: ${shown.join("; ")}${more}`,
    {
      place: stage.place,
      hint: `Nothing was applied. To go on, ${remedy} and replay: lux build --full-refresh --select ${stage.name}+`,
    },
  )
}

function outcome(
  status: Outcome["status"],
  message: string,
  rows: number | undefined,
  checks: readonly CheckResult[],
): Outcome {
  return { status, message, rows, checks, error: undefined, compiledPath: undefined }
}

function count(files: number): string {
  return `${files} ${files === 1 ? "file" : "files"}`
}
