/** `--replay`: collecting recorded hours again gives what is recorded, with nothing where a value was missing. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { basename, join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { sized } from "../acceptance.testkit.ts"
import { needingShared, sharedFile } from "../needing.testkit.ts"
import { brands } from "../world/brands.ts"
import { createWorld, worldStart } from "../world/world.ts"
import { writeLake } from "../world/write-lake.ts"
import { type StandIn, startStandIn } from "./stand-in.testkit.ts"

type Recorded = Readonly<Record<string, string | number>>
const folder = mkdtempSync(join(tmpdir(), "lux-replay-"))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Of so many files of tagged posts one is compared. */
const step = sized({ suite: 12, whole: 1 })

const account = "id,username,name,profile_picture_url,followers_count,media_count"
const media =
  "id,timestamp,caption,media_type,media_product_type,media_url,permalink,like_count,comments_count"
const tagged = "id,timestamp,caption,media_type,like_count,comments_count"

describe.each(["dated", "partitioned"] as const)("a %s lake of the generated world", (layout) => {
  const lake = join(folder, layout)
  beforeAll(async () => {
    const from = new Date("2024-03-04T22:00:00Z")
    await writeLake(createWorld({ seed: 7, start: worldStart }), { folder: lake, from, hours: 2, layout })
  })

  it("is answered record by record", () => replayed(lake))

  it("has no answer for an hour that is not recorded", async () => {
    await using standIn = await startStandIn({ replay: lake })
    expect(standIn.server.now().toISOString()).toMatch(/^2024-03-04T22:00:15/)
    const { status, body } = await ask(standIn, "2024-03-05T00:10:00Z", discovery("dior"))
    expect({ status, body }).toMatchObject({
      status: 500,
      body: { error: { code: 1, message: "No brand is recorded for 2024-03-05T00:10:00.000Z" } },
    })
  })
})

needingShared("data/lake/raw").it(
  "the recorded real files are answered record by record",
  () => replayed(sharedFile("data/lake")),
  60_000,
)

/** Asks for every recorded tick what the collectors asked for, and compares with the files. */
async function replayed(lake: string): Promise<void> {
  await using standIn = await startStandIn({ replay: lake, users: 1000 })
  const ids = new Map<string, string>()
  for (const { tag } of brands) {
    const { body } = await standIn.ask(`ig_hashtag_search?user_id=${standIn.user}&q=${tag}`)
    ids.set(tag, Object(body).data[0].id)
  }
  const files = filesOf(lake)
  const userIds = new Map(
    brands.map(({ userName }) => [
      userName,
      String(files.brand[0]?.records.find((record) => record["user_name"] === userName)?.["user_id"]),
    ]),
  )
  for (const [index, { at, records }] of files.brand.entries())
    for (const { userName } of brands) {
      const { body } = await ask(standIn, at, discovery(userName))
      const { media: page, id, username, ...rest } = Object(body).business_discovery
      const user = userIds.get(userName)
      expect([{ user_id: id, user_name: username, ...rest }]).toEqual(
        records.filter((record) => record["user_id"] === user).map(withoutMissing),
      )
      expect(posts(page.data, user)).toEqual(
        files.media[index]?.records.filter((record) => record["user_id"] === user).map(withoutMissing),
      )
    }
  for (const { at, records } of files.media_hashtag.filter((_, index) => index % step === 0))
    for (const { userName, tag } of brands) {
      const path = `${ids.get(tag)}/recent_media?user_id=${standIn.user}&limit=50&fields=${tagged}`
      const { body } = await ask(standIn, at, path)
      const user = userIds.get(userName)
      expect(posts(Object(body).data, user)).toEqual(
        records.filter((record) => record["user_id"] === user).map(withoutMissing),
      )
    }
}

function discovery(name: string): string {
  return `17841405309211844?fields=business_discovery.username(${name}){${account},media.limit(100){${media}}}`
}

function ask(standIn: StandIn, at: string, path: string) {
  return standIn.ask(path, { headers: { "x-lux-clock": at } })
}

function posts(data: readonly Recorded[], user: string | undefined): readonly Recorded[] {
  return data.map(({ id, ...post }) => ({ user_id: user ?? "", media_id: id ?? "", ...post }))
}

/** The first collectors wrote an empty text and 0 likes for what was missing. */
function withoutMissing(record: Recorded): Recorded {
  return Object.fromEntries(
    Object.entries(record).filter(([name, value]) => value !== "" && !(name === "like_count" && value === 0)),
  )
}

interface File {
  /** The hour, or the five minutes, in which it was collected. */
  readonly at: string
  readonly records: readonly Recorded[]
}

function filesOf(lake: string): Readonly<Record<"brand" | "media" | "media_hashtag", readonly File[]>> {
  const paths = readdirSync(lake, { recursive: true, encoding: "utf8" }).toSorted()
  const of = (model: string) =>
    paths.flatMap((path): readonly File[] => {
      const [, day, hour, minute] =
        new RegExp(String.raw`^${model}_(\d{4}-\d\d-\d\d)_(\d\d)(\d\d)\d\d\.json$`).exec(basename(path)) ?? []
      if (day === undefined) return []
      return [
        { at: `${day}T${hour}:${minute}:00Z`, records: JSON.parse(readFileSync(join(lake, path), "utf8")) },
      ]
    })
  return { brand: of("brand"), media: of("media"), media_hashtag: of("media_hashtag") }
}
