import { describe, expect, it } from "vitest"
import {
  type Asked,
  declarationOf,
  lakeForEachTest,
  post,
  type Scripted,
  scriptedApi,
} from "../scripted-api.testkit.ts"
import { handler } from "./index.ts"

const lake = lakeForEachTest()

const ids: Readonly<Record<string, string>> = { celine: "17840000000000001", dior: "17840000000000002" }
const kindOf = ({ url }: Asked): string => url.pathname.split("/").at(-1) ?? ""
const postId = (index: number): string => `1790000000000${1000 + index}`

/** Answers searches; `pages` answers those for posts, `searched` are the hashtags that were asked before. */
function answers(pages: (asked: Asked) => Scripted, searched: () => readonly string[] = () => []) {
  return (asked: Asked): Scripted => {
    const kind = kindOf(asked)
    if (kind === "ig_hashtag_search")
      return { body: { data: [{ id: ids[asked.url.searchParams.get("q") ?? ""] }] } }
    if (kind === "recently_searched_hashtags") return { body: { data: searched().map((id) => ({ id })) } }
    if (kind === "recent_media") return pages(asked)
    if (/^1784/.test(kind)) return { body: { id: kind, name: `tag${kind}` } }
    return { status: 400, body: { error: { code: 100, message: "no" } } }
  }
}
const onePost: Scripted = { body: { data: [post(postId(0))] } }
const others = (count: number) => Array.from({ length: count }, (_, at) => `178499999999999${10 + at}`)

describe("hashtags", () => {
  it("are looked up once, and asked whether there is room only before a new one", async () => {
    const api = await scriptedApi(answers(() => onePost))
    const counts: number[][] = []
    for (const time of ["2026-01-05T10:00:15Z", "2026-01-05T10:05:15Z", "2026-01-12T10:00:15Z"]) {
      lake().now = new Date(time)
      const before = api.asked.length
      await lake().run(handler, "hashtags", api.url)
      const kinds = api.asked.slice(before).map(kindOf)
      counts.push(
        ["ig_hashtag_search", "recently_searched_hashtags", "recent_media"].map(
          (kind) => kinds.filter((each) => each === kind).length,
        ),
      )
    }
    await api.close()
    // After seven days a hashtag counts again.
    expect(counts).toEqual([
      [2, 1, 2],
      [0, 0, 2],
      [0, 1, 2],
    ])
  })

  it("that would be one too many are not asked, and the others are", async () => {
    const api = await scriptedApi(
      answers(
        () => onePost,
        () => others(29),
      ),
    )
    const report = await lake().run(handler, "hashtags", api.url)
    await api.close()
    expect(report.units.got).toEqual(["celine"])
    expect(report.units.failed).toMatchObject([
      { unit: "dior", kind: "too-many-hashtags", code: 18, again: false },
    ])
    expect(api.asked.filter((asked) => asked.url.searchParams.get("q") === "dior")).toEqual([])
  })

  it("that were asked before are free, also when nobody remembers their ids", async () => {
    const names = new Map([
      [ids["celine"], "celine"],
      [ids["dior"], "dior"],
    ])
    const api = await scriptedApi((asked) => {
      const name = names.get(kindOf(asked))
      if (name !== undefined) return { body: { id: kindOf(asked), name } }
      return answers(
        () => onePost,
        () => [...others(28), ...names.keys()].map(String),
      )(asked)
    })
    const report = await lake().run(handler, "hashtags", api.url)
    await api.close()
    expect(report.units.got).toEqual(["celine", "dior"])
  })

  it.each<[what: string, pages: readonly (readonly number[])[], asked: number, records: number]>([
    ["an empty page", [[1, 2], [3, 4], []], 3, 4],
    [
      "a page of posts that came before",
      [
        [1, 2],
        [3, 4],
        [3, 4],
        [5, 6],
      ],
      3,
      4,
    ],
    ["the pages that are declared", [[1], [2], [3], [4], [5], [6]], 5, 5],
  ])("are read up to %s, though every page has the same cursor", async (_, pages, asked, records) => {
    const turn = new Map<string, number>()
    const api = await scriptedApi(
      answers(({ url }) => {
        const at = turn.get(url.pathname) ?? 0
        turn.set(url.pathname, at + 1)
        expect(url.searchParams.get("after")).toBe(at === 0 ? null : "same")
        return {
          body: {
            data: (pages[at] ?? []).map((index) => post(postId(index))),
            paging: { cursors: { after: "same" } },
          },
        }
      }),
    )
    const report = await lake().run(handler, "hashtags", api.url, {
      declaration: declarationOf(["celine", "dior"], (text) => text.replace("pages: 1,", "pages: 5,")),
    })
    await api.close()
    expect([...turn.values()]).toEqual([asked, asked])
    expect(report.records).toEqual({ media_hashtag: 2 * records })
    expect(report.outcome).toBe("complete")
  })
})
