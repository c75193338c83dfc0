/**
 * Reads what was rejected again, by the present declaration. What is right now goes to a file of its own, named by the second
 * after the one in which it was collected that is free; the rest stays rejected.
 */
import * as z from "zod"
import type { CollectorDeclaration, Write } from "../project/collectors/declaration.ts"
import { fileAt, modelOf } from "../project/collectors/paths.ts"
import { besideTicks } from "./beside-ticks.ts"
import type { Draft } from "./draft.ts"
import { CollectFailure } from "./failure.ts"
import { readJson, writeJson } from "./json.ts"
import type { Lake } from "./lake.ts"
import type { Report } from "./report.ts"
import { validateRecord } from "./validate-record.ts"

const rejectsSchema = z.array(
  z.looseObject({ reason: z.string(), collected_at: z.string(), record: z.unknown() }),
)

/** What is to be done with a file of rejects. It is written before, so that nothing is done twice. */
const planSchema = z.object({
  model: z.string(),
  rejects: z.string(),
  collectedAt: z.string(),
  taken: z.array(z.record(z.string(), z.unknown())),
  rejected: z.array(z.unknown()),
})
type Plan = z.output<typeof planSchema>

export async function replayRejected(
  lake: Lake,
  declaration: CollectorDeclaration,
  base: Draft,
  now: () => Date,
): Promise<Report> {
  const files: Report["files"] = []
  const rejected: Report["rejected"] = []
  for (const write of declaration.writes) {
    const model = modelOf(write)
    await finishPlans(lake, declaration, write, files)
    for (const path of await lake.list(`rejected/${model}`, "**/*.json")) {
      const plan = await planOf(lake, write, path)
      if (plan === undefined) continue
      if (plan.taken.length > 0) {
        await lake.create(planPath(declaration, plan), writeJson(plan))
        await finishPlans(lake, declaration, write, files)
      }
      if (plan.rejected.length > 0)
        rejected.push({ model, path, records: plan.rejected.length, reasons: reasonsOf(plan) })
    }
  }
  const sum = (all: readonly { readonly records: number }[]) =>
    all.reduce((total, { records }) => total + records, 0)
  const records: Record<string, number> = {}
  for (const file of files) records[file.model] = (records[file.model] ?? 0) + file.records
  const replayed = { taken: sum(files), rejected: sum(rejected) }
  const draft = { ...base, endedAt: now().toISOString(), replayed }
  return besideTicks(lake, declaration, draft, { files, rejected, records })
}

async function planOf(lake: Lake, write: Write, path: string): Promise<Plan | undefined> {
  const text = await lake.read(path)
  if (text === undefined) return undefined
  const parsed = rejectsSchema.safeParse(readJson(text))
  const collectedAt = parsed.data?.[0]?.collected_at
  if (!parsed.success || collectedAt === undefined)
    throw new CollectFailure({ kind: "internal", message: `${lake.pathOf(path)} is not a file of rejects` })
  const taken: Readonly<Record<string, unknown>>[] = []
  const rejected: unknown[] = []
  for (const each of parsed.data) {
    const validated = validateRecord(each.record, write)
    if ("reason" in validated) rejected.push({ ...each, reason: validated.reason })
    else taken.push(validated.record)
  }
  return { model: modelOf(write), rejects: path, collectedAt, taken, rejected }
}

/** Does what is planned. Doing it a second time changes nothing. */
async function finishPlans(
  lake: Lake,
  declaration: CollectorDeclaration,
  write: Write,
  files: Report["files"],
): Promise<void> {
  for (const path of await lake.list(`collecting/${declaration.name}/replay`, `${modelOf(write)}_*.json`)) {
    const text = await lake.read(path)
    if (text === undefined) continue
    const plan = planSchema.parse(readJson(text))
    const content = writeJson(plan.taken)
    for (let at = Date.parse(plan.collectedAt) + 1000; ; at += 1000) {
      const to = fileAt(write, new Date(at))
      if (!(await lake.create(to, content))) continue
      files.push({
        model: plan.model,
        path: to,
        records: plan.taken.length,
        bytes: Buffer.byteLength(content),
      })
      break
    }
    if (plan.rejected.length === 0) await lake.remove(plan.rejects)
    else await lake.replace(plan.rejects, writeJson(plan.rejected))
    await lake.remove(path)
  }
}

function planPath({ name }: CollectorDeclaration, { rejects }: Plan): string {
  return `collecting/${name}/replay/${rejects.slice(rejects.lastIndexOf("/") + 1)}`
}

function reasonsOf({ rejected }: Plan): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { reason } of z.array(z.looseObject({ reason: z.string() })).parse(rejected))
    counts[reason] = (counts[reason] ?? 0) + 1
  return counts
}
