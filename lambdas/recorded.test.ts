/** Twelve real hours, as another collector recorded them: 0 and "" stand there for what the API left out. */
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { modelOf } from "lux-sql/collect"
import { expect } from "vitest"
import { gathering } from "../src/collect/gathered.ts"
import { sized } from "../src/dev/acceptance.testkit.ts"
import { serveInstagram } from "../src/dev/instagram/instagram-server.ts"
import { needingShared, sharedFile } from "../src/dev/needing.testkit.ts"
import { handler as accounts } from "./collect-accounts/index.ts"
import { handler as hashtags } from "./collect-hashtags/index.ts"
import { declarationOf, TestLake } from "./scripted-api.testkit.ts"

type Row = Readonly<Record<string, unknown>>

const lakePath = "data/lake"
const declaration = declarationOf()
const writes = declaration.collectors.flatMap((collector) => collector.writes)

/** A record without what the API had left out. Nobody counted 0 likes: they were hidden. */
function given(record: Row): Row {
  return Object.fromEntries(
    Object.entries(record).filter(([name, value]) => value !== "" && !(name === "like_count" && value === 0)),
  )
}

/** The recorded files of a model, oldest first. */
function recorded(model: string): readonly { readonly at: string; readonly records: readonly Row[] }[] {
  const folder = sharedFile(`${lakePath}/raw`)
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .flatMap((path) => {
      const [, date, hour, minute, second] =
        new RegExp(`/${model}_(\\d{4}-\\d\\d-\\d\\d)_(\\d\\d)(\\d\\d)(\\d\\d)\\.json$`).exec(path) ?? []
      const at = `${date}T${hour}:${minute}:${second}Z`
      return date === undefined ? [] : [{ at, records: JSON.parse(readFileSync(join(folder, path), "utf8")) }]
    })
    .sort((a, b) => (a.at < b.at ? -1 : 1))
}

function byKey(records: readonly Row[]): readonly Row[] {
  const key = ({ user_id, media_id }: Row): string => `${user_id} ${media_id}`
  return [...records].sort((a, b) => (key(a) < key(b) ? -1 : 1))
}

needingShared(lakePath).describe("the recorded files", () => {
  const shared = needingShared(lakePath)

  shared.it("pass the validation of the collectors, with what is missing counted", () => {
    const counts = writes.map((write) => {
      const model = modelOf(write)
      const names = new Map(write.fields.map(({ name, from }) => [name, from ?? name]))
      const missing: Record<string, number> = {}
      let taken = 0
      let rejected = 0
      for (const { records } of recorded(model)) {
        const gathered = gathering("all", [write])
        gathered.add({
          model,
          records: records.map((record) =>
            Object.fromEntries(
              Object.entries(given(record)).map(([name, value]) => [names.get(name) ?? name, value]),
            ),
          ),
        })
        const found = gathered.done(undefined).models[model]
        taken += found?.taken.length ?? 0
        rejected += found?.rejected.length ?? 0
        for (const name of found?.taken.flatMap((each) => each.missing) ?? [])
          missing[name] = (missing[name] ?? 0) + 1
      }
      return { model, taken, rejected, missing }
    })
    expect(counts).toEqual([
      { model: "brand", taken: 132, rejected: 0, missing: { name: 12 } },
      { model: "media", taken: 3300, rejected: 0, missing: { caption: 24, media_url: 24 } },
      { model: "media_hashtag", taken: 39_585, rejected: 0, missing: { caption: 295, like_count: 24_079 } },
    ])
  })

  shared.it(
    "come again, field by field, when the recorded hours are collected from lux dev instagram --replay",
    async () => {
      const hours = sized({ suite: 1, whole: 12 })
      const server = await serveInstagram({ replay: sharedFile(lakePath), users: 1000 })
      const lake = new TestLake()
      const collect = async (handler: typeof accounts, collector: string, model: string, count: number) => {
        for (const { at } of recorded(model).slice(0, count)) {
          server.setClock(new Date(at))
          const report = await handler.run(
            { collector, at, trigger: "test" },
            lake.surroundings(server.url, {
              declaration,
              now: () => new Date(at),
              env: { ...server.environment, LUX_COLLECT_TO: lake.root },
            }),
          )
          expect([report.tick, report.outcome]).toEqual([expect.any(String), "complete"])
        }
      }
      try {
        await collect(accounts, "accounts", "brand", hours)
        await collect(hashtags, "hashtags", "media_hashtag", hours * 12)
        for (const write of writes) {
          const model = modelOf(write)
          const files = lake.files(`raw/${model}`).map((path) => JSON.parse(lake.text(path)))
          const expected = recorded(model).slice(0, files.length)
          expect(files.length).toBe(model === "media_hashtag" ? hours * 12 : hours)
          for (const [at, file] of files.entries())
            expect(byKey(file)).toEqual(
              byKey(expected[at]?.records ?? []).map((record) =>
                Object.fromEntries(write.fields.map(({ name }) => [name, given(record)[name] ?? null])),
              ),
            )
        }
      } finally {
        await server.close()
        lake.remove()
      }
    },
    600_000,
  )
})
