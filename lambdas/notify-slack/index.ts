/**
 * Says in Slack what went wrong, at once, and what went well, in a digest. What is said once in a period (`notify.digest.every`) is
 * kept at `notified/{period}/` in the lake: an equal failure is counted in the digest, and not said again before the next period.
 */
import { createHash } from "node:crypto"
import {
  type Collectors,
  durationMs,
  type Lake,
  openLake,
  packagedDeclaration,
  tickAt,
  tickName,
} from "lux-sql/collect"
import * as z from "zod"
import { alertsOf, alertText } from "./alerts.ts"
import { digestText } from "./digest.ts"
import { type Told, toldIn } from "./events.ts"
import { openSlack, type Slack } from "./slack.ts"

interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly declaration: Collectors | undefined
  readonly now: () => Date
  readonly sleep: (ms: number) => Promise<void>
}

interface Notified {
  /** Messages sent. */
  readonly posted: number
}

const noteSchema = z.object({ same: z.string(), at: z.string(), line: z.string() })

async function run(event: unknown, given: Partial<Surroundings> = {}): Promise<Notified> {
  const surroundings: Surroundings = {
    env: process.env,
    declaration: undefined,
    now: () => new Date(),
    sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    ...given,
  }
  const declaration = surroundings.declaration ?? (await packagedDeclaration())
  const { notify } = declaration
  if (notify === undefined) throw new Error("the declaration has no notify")
  const lake = await openLake(surroundings.env)
  const channels = { alert: notify.alert_channel, digest: notify.digest_channel }
  const slack = await openSlack(surroundings.env, channels, surroundings.sleep)
  const every = durationMs(notify.digest.every)
  const to = (at: Date): Date => tickAt(at, notify.digest.every)
  let posted = 0
  for (const told of toldIn(event)) {
    const period = to(surroundings.now())
    const notes = `notified/${tickName(period).replaceAll(":", "")}`
    if (told.type === "digest") {
      const end = to(told.at === undefined ? surroundings.now() : new Date(told.at))
      const start = new Date(end.getTime() - every)
      const others = await notesIn(lake, `notified/${tickName(start).replaceAll(":", "")}/pipeline`)
      posted += await once(
        lake,
        `notified/digests/${tickName(end).replaceAll(":", "")}.json`,
        "digest",
        async () =>
          slack.post(
            "digest",
            await digestText(lake, declaration.collectors, { from: start, to: end }, others),
          ),
      )
    } else
      posted += await (told.type === "report"
        ? reported(told, { lake, slack, notes, tokenDays: notify.token_days })
        : pipeline(told, surroundings.now(), { lake, slack, notes }))
  }
  return { posted }
}

interface Place {
  readonly lake: Lake
  readonly slack: Slack
  readonly notes: string
}

/** One message for what is new of a report. */
async function reported(
  { report }: Extract<Told, { type: "report" }>,
  { lake, slack, notes, tokenDays }: Place & { readonly tokenDays: number },
): Promise<number> {
  const fresh = []
  for (const alert of alertsOf(report, tokenDays)) {
    const path = `${notes}/alerts/${digestOf(alert.same)}.json`
    // What names the report is another one each time, so that only the first gets it.
    if (await lake.create(path, JSON.stringify({ line: `${alert.same} ${report.run}` })))
      fresh.push({ alert, path })
  }
  if (fresh.length === 0) return 0
  try {
    await slack.post(
      "alert",
      alertText(
        report,
        fresh.map(({ alert }) => alert),
        lake,
      ),
    )
  } catch (error) {
    // Nobody has read it: the next attempt says it.
    for (const { path } of fresh) await lake.remove(path)
    throw error
  }
  return 1
}

/** Alarms and failed runs are said at once, the rest is kept for the digest. */
async function pipeline(
  told: Extract<Told, { type: "alarm" | "run" }>,
  now: Date,
  { lake, slack, notes }: Place,
): Promise<number> {
  const isBad = told.type === "alarm" ? !told.isOver : told.hasFailed
  const [line = ""] = told.text.split("\n")
  const same = told.type === "alarm" ? `${told.same} ${isBad ? "on" : "over"}` : told.same
  const note = JSON.stringify({ same, at: now.toISOString(), line })
  // What comes a second time with the same words was delivered twice.
  await lake.create(`${notes}/pipeline/${digestOf(`${same} ${told.text}`)}.json`, note)
  if (!isBad) return 0
  return once(lake, `${notes}/alerts/${digestOf(told.same)}.json`, note, () =>
    slack.post("alert", `:rotating_light: ${told.text}`),
  )
}

/** Does what nobody has done in the period. */
async function once(lake: Lake, path: string, note: string, act: () => Promise<void>): Promise<number> {
  if (await lake.has(path)) return 0
  await act()
  await lake.create(path, note)
  return 1
}

/** A line for all that are the same: the last one, with how many there were. */
async function notesIn(lake: Lake, folder: string): Promise<readonly string[]> {
  const texts = await Promise.all((await lake.list(folder, "*.json")).map((path) => lake.read(path)))
  const notes = texts
    .flatMap((text) => (text === undefined ? [] : noteSchema.parse(JSON.parse(text))))
    .sort((a, b) => (a.at < b.at ? -1 : 1))
  const counts = new Map<string, number>()
  for (const { same } of notes) counts.set(same, (counts.get(same) ?? 0) + 1)
  const last = new Map(notes.map(({ same, line }) => [same, line]))
  return [...last]
    .map(([same, line]) => `${line}${counts.get(same) === 1 ? "" : ` ×${counts.get(same)}`}`)
    .sort()
}

function digestOf(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 24)
}

export const handler = Object.assign((event: unknown): Promise<Notified> => run(event), { run })
