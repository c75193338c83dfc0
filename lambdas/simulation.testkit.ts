/** Collectors on their schedules against the stand-in of the Graph API, on a clock that only the simulation moves on. */
import { createHash } from "node:crypto"
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { type Handler, modelOf, NotComplete, type Report, type Surroundings } from "lux-sql/collect"
import type { FaultRule } from "../src/dev/instagram/faults.ts"
import { serveInstagram } from "../src/dev/instagram/instagram-server.ts"
import { declarationOf } from "./scripted-api.testkit.ts"

interface SimulationOptions {
  readonly hours: number
  /** Those of a tick, by how many came before it. */
  readonly faults: (before: number) => readonly FaultRule[]
  readonly collectors: { readonly accounts: Handler; readonly hashtags: Handler }
  /** Is told of the last report of each tick, as a function's destination is. */
  readonly told: (report: Report, lake: string, now: Date) => Promise<void>
}

export interface Simulation {
  readonly lake: string
  /** Names of the records that the server gave, one for each tick. */
  readonly given: readonly string[]
  /** Records that are not once in the lake or among the rejects of their tick, with how often they are. */
  readonly problems: readonly string[]
  /** Those in the lake, in the order of ticks and attempts. */
  readonly reports: readonly Report[]
  readonly runs: number
  /** Where the token was seen. */
  readonly leaks: readonly string[]
  records(model: string): readonly Readonly<Record<string, unknown>>[]
  end(): void
}

const start = Date.parse("2026-01-05T00:00:00Z")
const tickMs = 300_000

export async function simulate({ hours, faults, collectors, told }: SimulationOptions): Promise<Simulation> {
  const lake = mkdtempSync(join(tmpdir(), "lux-simulation-"))
  const server = await serveInstagram({ clock: new Date(start), users: 20 })
  const logged: string[] = []
  const given = new Set<string>()
  const declaration = declarationOf()
  const naming = namesFor(declaration)
  let now = start
  let runs = 0
  const sleep = async (ms: number): Promise<void> => {
    now += ms
    server.setClock(new Date(now))
  }
  const surroundings = (deadline: number): Partial<Surroundings> => ({
    env: { ...server.environment, LUX_COLLECT_TO: lake },
    declaration,
    now: () => new Date(now),
    sleep,
    random: () => 0.5,
    remainingMs: () => deadline - now,
    observer: {
      log: (...said) => logged.push(JSON.stringify(said)),
      report: (report) => logged.push(JSON.stringify(report)),
    },
  })
  /** As the service does it: once, and twice more where that can help. */
  const tick = async (collector: "accounts" | "hashtags", atOnce: number): Promise<void> => {
    const at = new Date(Math.floor(now / tickMs) * tickMs).toISOString()
    for (let attempt = 0; attempt < 3; attempt++) {
      const started = now
      const all = await Promise.all(
        Array.from({ length: atOnce }, () => {
          runs++
          return collectors[collector].run(
            { collector, at, trigger: "schedule" },
            surroundings(started + 240_000),
          )
        }),
      )
      for (const { model, unit, record } of server.takeGiven())
        given.add(naming.given(at, model, unit, record))
      const last = all.find(({ again }) => !again) ?? (attempt === 2 ? all[0] : undefined)
      if (last !== undefined) return told(last, lake, new Date(now))
      logged.push(...all.map((report) => new NotComplete(report).message))
      await sleep(20_000)
    }
  }
  for (let minute = 0; minute < hours * 60; minute += 5) {
    now = Math.max(now, start + minute * 60_000 + 1000)
    await sleep(0)
    server.fault(faults(minute / 5))
    // Now and then a tick is started twice, as schedulers do.
    if (minute % 60 === 0) await tick("accounts", minute % 360 === 0 ? 1 : 2)
    await tick("hashtags", minute % 60 === 30 ? 2 : 1)
  }
  await server.close()
  const reports = reportsIn(lake)
  const addresses = server.requests.map(({ path, parameters, token }) =>
    JSON.stringify([path, parameters, token]),
  )
  return {
    lake,
    given: [...given],
    problems: compared(given, lake, reports, naming),
    reports,
    runs,
    leaks: leaksIn(lake, [...logged, ...addresses], server.environment["LUX_INSTAGRAM_TOKEN"] ?? ""),
    records: (model) => filesIn(join(lake, "raw", model)).flatMap((path) => recordsIn(path)),
    end: () => rmSync(lake, { recursive: true, force: true }),
  }
}

type Row = Readonly<Record<string, unknown>>

interface Names {
  given(at: string, model: string, unit: string, record: Row): string
  written(tick: string, model: string, record: Row): string
  rejected(tick: string, model: string, unit: string, record: Row): string
}

/** A record is called by tick, model, unit and the values of the fields that were asked for. */
function namesFor({ collectors, units }: ReturnType<typeof declarationOf>): Names {
  const brands = units["brands"]?.items ?? []
  const fields = new Map(
    collectors.flatMap(({ writes }) =>
      writes.map((write) => [modelOf(write), write.fields.filter(({ added }) => !added)] as const),
    ),
  )
  const tagOr = (model: string, userName: unknown, brand: Row | undefined): unknown =>
    model === "media_hashtag" ? brand?.["tag_name"] : userName
  const named = (tick: string, model: string, unit: unknown, values: readonly unknown[]): string =>
    [tick, model, unit, createHash("sha256").update(JSON.stringify(values)).digest("hex")].join(" ")
  const answered = (model: string, record: Row): readonly unknown[] =>
    (fields.get(model) ?? []).map(({ from, name }) => record[from ?? name] ?? null)
  return {
    given: (at, model, unit, record) => named(at.replace(".000Z", "Z"), model, unit, answered(model, record)),
    written(tick, model, record) {
      const brand = brands.find(({ user_id }) => user_id === record["user_id"])
      const values = (fields.get(model) ?? []).map(({ name }) => record[name])
      return named(tick, model, tagOr(model, brand?.["user_name"], brand), values)
    },
    rejected(tick, model, unit, record) {
      const brand = brands.find(({ user_name }) => user_name === unit)
      if (record["user_id"] === undefined && model !== "brand") return `${tick} ${model} has no user_id`
      return named(tick, model, tagOr(model, unit, brand), answered(model, record))
    },
  }
}

function compared(
  given: ReadonlySet<string>,
  lake: string,
  reports: readonly Report[],
  names: Names,
): readonly string[] {
  const counts = new Map([...given].map((name) => [name, 0]))
  const found = (name: string): void => void counts.set(name, (counts.get(name) ?? 100) + 1)
  for (const { tick, files, rejected } of reports) {
    for (const { model, path } of files)
      for (const record of recordsIn(join(lake, path))) found(names.written(tick, model, record))
    for (const { model, path } of rejected)
      for (const { unit, record } of recordsIn(join(lake, path)))
        found(names.rejected(tick, model, String(unit), Object(record)))
  }
  return [...counts].filter(([, count]) => count !== 1).map(([name, count]) => `${name}: ${count}`)
}

function leaksIn(lake: string, said: readonly string[], token: string): readonly string[] {
  return [
    ...said.filter((text) => text.includes(token)),
    ...filesIn(lake).filter((path) => readFileSync(path, "utf8").includes(token)),
  ]
}

function reportsIn(lake: string): readonly Report[] {
  return filesIn(join(lake, "reports")).map((path) => JSON.parse(readFileSync(path, "utf8")))
}

function filesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8", withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
}

function recordsIn(path: string): readonly Row[] {
  return JSON.parse(readFileSync(path, "utf8"))
}
