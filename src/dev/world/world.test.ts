import { describe, expect, it } from "vitest"
import { brands } from "./brands.ts"
import { longestCaption } from "./captions.ts"
import { mediaId } from "./ids.ts"
import { createWorld } from "./world.ts"

const start = new Date("2024-01-01T00:00:00Z")
const world = createWorld({ seed: 7, start })
const hour = 3_600_000
const noon = new Date("2024-03-04T12:00:00Z")
const users = brands.map(({ userId }) => userId)

function noonPlus(ms: number): Date {
  return new Date(noon.getTime() + ms)
}

function everything(of: typeof world, at: Date) {
  return {
    accounts: of.accountsAt(at),
    media: users.map((user) => of.mediaOf(user, at)),
    tagged: users.map((user) => of.taggedMedia(user, at)),
  }
}

function timeOf({ timestamp }: { readonly timestamp: string }): number {
  expect(timestamp).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+0000$/)
  return Date.parse(timestamp.replace("+0000", "Z"))
}

/** A day of what the searches answer, one call in twenty minutes. */
const aDay = Array.from({ length: 72 }, (_, call) =>
  users.map((user) => world.taggedMedia(user, noonPlus(call * 1_200_000))),
).flat()

describe("an answer", () => {
  it("does not depend on what was asked before", () => {
    const instants = [0, -40, 9, 2.5, 500].map((hours) => noonPlus(hours * hour))
    const there = instants.map((at) => everything(world, at))
    const fresh = createWorld({ seed: 7, start })
    const back = [...instants].reverse().map((at) => everything(fresh, at))
    expect(back.reverse()).toEqual(there)
  })

  it("is another for another seed", () => {
    const other = everything(createWorld({ seed: 8, start }), noon)
    const here = everything(world, noon)
    expect(other.media).not.toEqual(here.media)
    expect(other.tagged).not.toEqual(here.tagged)
    expect(other.accounts.map((account) => account.user_id)).toEqual(users)
  })

  it.each([-2000, -3, 0, 0.01, 77, 20_000])("holds nothing posted after its instant (%d hours)", (hours) => {
    const at = noonPlus(hours * hour)
    const { media, tagged } = everything(world, at)
    const times = [...media.flat(), ...tagged.flat()].map(timeOf)
    expect(times.length).toBeGreaterThan(300)
    expect(Math.max(...times)).toBeLessThanOrEqual(at.getTime())
  })

  it("holds a post from the second in which it is made", () => {
    const [latest] = world.mediaOf("17841401694708594", noon)
    if (latest === undefined) throw new Error("a post was expected")
    const posted = timeOf(latest)
    const idsAt = (at: number) => world.mediaOf(latest.user_id, new Date(at)).map((post) => post.media_id)
    expect(idsAt(posted)[0]).toBe(latest.media_id)
    expect(idsAt(posted - 1)).not.toContain(latest.media_id)
  })

  it("is empty for a user that is not there", () => {
    expect(world.mediaOf("1", noon)).toEqual([])
    expect(world.taggedMedia("1", noon)).toEqual([])
  })
})

describe("the brands", () => {
  it("have the fields of the raw files", () => {
    const [account] = world.accountsAt(noon)
    expect(Object.keys(account ?? {}).join()).toBe(
      "user_id,user_name,name,profile_picture_url,followers_count,media_count",
    )
    expect(world.accountsAt(noon).filter(({ name }) => name === "").length).toBe(1)
  })

  it("gain followers and posts over a week, and never lose any", () => {
    const week = Array.from({ length: 169 }, (_, at) => world.accountsAt(noonPlus(at * hour)))
    for (const lane of users.keys()) {
      const counts = week.map((accounts) => accounts[lane]?.followers_count ?? Number.NaN)
      expect(counts).toEqual([...counts].sort((a, b) => a - b))
      expect(counts.at(-1)).toBeGreaterThan(counts[0] ?? Number.NaN)
      expect(counts.at(-1)).toBeLessThan((counts[0] ?? 0) * 1.01)
      expect(week.at(-1)?.[lane]?.media_count).toBeGreaterThan(week[0]?.[lane]?.media_count ?? Number.NaN)
    }
  })

  it("count in media_count every post there is", () => {
    const [account] = world.accountsAt(start)
    expect(world.mediaOf("17841400681603877", start, 1_000_000).length).toBe(account?.media_count)
  })

  it("get likes and comments as their posts age, and keep them", () => {
    const before = world.mediaOf("17841400681603877", noon)
    const later = new Map(
      world.mediaOf("17841400681603877", noonPlus(20 * hour)).map((post) => [post.media_id, post] as const),
    )
    const pairs = before.flatMap((post) => {
      const same = later.get(post.media_id)
      return same === undefined ? [] : [{ post, same }]
    })
    expect(pairs.length).toBeGreaterThan(15)
    for (const { post, same } of pairs) {
      expect(same.like_count).toBeGreaterThanOrEqual(post.like_count)
      expect(same.comments_count).toBeGreaterThanOrEqual(post.comments_count)
      expect({ ...same, ...counters }).toEqual({ ...post, ...counters })
    }
    expect(pairs.some(({ post, same }) => same.like_count > post.like_count)).toBe(true)
  })

  const counters = { like_count: 0, comments_count: 0, media_url: "" }

  it("leave out what Instagram leaves out", () => {
    const posts = users.flatMap((user) => world.mediaOf(user, noon, 200))
    expect(Object.keys(posts[0] ?? {}).join()).toBe(
      "user_id,media_id,timestamp,caption,media_type,media_product_type,media_url,permalink,like_count,comments_count",
    )
    expect(new Set(posts.map((post) => post.media_id)).size).toBe(posts.length)
    for (const empty of ["caption", "media_url"] as const)
      expect(posts.filter((post) => post[empty] === "").length, empty).toBeGreaterThan(10)
    expect(posts.filter((post) => post.like_count === 0 && post.comments_count > 0).length).toBeGreaterThan(
      10,
    )
    const kinds = posts.map((post) => post.media_product_type)
    expect([...new Set(kinds)].sort()).toEqual(["AD", "FEED", "REELS", "STORY"])
    const rare = kinds.filter((kind) => kind === "AD" || kind === "STORY")
    expect(rare.length).toBeLessThan(posts.length / 10)
  })
})

describe("the searches for tags", () => {
  it("answer all eleven brands, 60 to 120 posts together, newest first", () => {
    const answers = users.map((user) => world.taggedMedia(user, noon))
    for (const [lane, answer] of answers.entries()) {
      expect(answer.length).toBeGreaterThanOrEqual(8)
      expect(new Set(answer.map((post) => post.user_id))).toEqual(new Set([users[lane]]))
      const times = [...new Map(answer.map((post) => [post.media_id, timeOf(post)])).values()]
      expect(times).toEqual([...times].sort((a, b) => b - a))
    }
    const total = answers.flat().length
    expect(total).toBeGreaterThanOrEqual(60)
    expect(total).toBeLessThanOrEqual(120)
    expect(Object.keys(answers[0]?.[0] ?? {}).join()).toBe(
      "user_id,media_id,timestamp,caption,media_type,like_count,comments_count",
    )
  })

  it("answer most posts again five minutes later", () => {
    const ids = (at: Date) =>
      users.flatMap((user) => world.taggedMedia(user, at).map((post) => `${user} ${post.media_id}`))
    const before = new Set(ids(noon))
    const later = ids(noonPlus(300_000))
    const again = later.filter((id) => before.has(id)).length
    expect(again / later.length).toBeGreaterThan(0.6)
    expect(again).toBeLessThan(later.length)
  })

  it("answer a post twice now and then, and one post for two brands", () => {
    const twice = aDay.filter((answer) => new Set(answer.map((post) => post.media_id)).size < answer.length)
    expect(twice.length).toBeGreaterThan(3)
    expect(twice.length).toBeLessThan(aDay.length / 10)
    const now = users.flatMap((user) => [
      ...new Set(world.taggedMedia(user, noon).map((post) => post.media_id)),
    ])
    expect(new Set(now).size).toBeLessThan(now.length)
  })

  it("leave out no post that an earlier search found and that is newer than one they answer", () => {
    for (const user of users) {
      const seen = new Map<string, number>()
      for (let call = 0; call < 72; call++) {
        const answer = world.taggedMedia(user, noonPlus(call * 300_000))
        const oldest = Math.min(...answer.map(timeOf))
        const answered = new Set(answer.map((post) => post.media_id))
        const missing = [...seen].filter(([id, posted]) => posted > oldest && !answered.has(id))
        expect(missing, user).toEqual([])
        for (const post of answer) seen.set(post.media_id, timeOf(post))
      }
    }
  })

  it("tell of one post the same whichever tag was searched", () => {
    const told = aDay.flat()
    const ids = new Set(told.map((post) => post.media_id))
    const stories = new Set(told.map((post) => `${post.media_id} ${post.timestamp} ${post.caption}`))
    expect(stories.size).toBe(ids.size)
  })

  it("find more for some brands than for others, not in the order of followers", () => {
    const found = users.map((user) => {
      const answered = aDay.flat().filter((post) => post.user_id === user)
      return new Set(answered.map((post) => post.media_id)).size
    })
    expect(Math.max(...found)).toBeGreaterThan(2 * Math.min(...found))
    const byFound = [...users.keys()].sort((a, b) => (found[b] ?? 0) - (found[a] ?? 0))
    const accounts = world.accountsAt(noon)
    const byFollowers = [...users.keys()].sort(
      (a, b) => (accounts[b]?.followers_count ?? 0) - (accounts[a]?.followers_count ?? 0),
    )
    expect(byFound).not.toEqual(byFollowers)
  })
})

describe("the captions", () => {
  const halfPair = /\p{Surrogate}/u
  const captions = [...new Set(aDay.flat().map((post) => post.caption))]

  it.each([
    ["Latin", /\p{Script=Latin}{3}/u],
    ["Thai", /\p{Script=Thai}{3}/u],
    ["Japanese", /[\p{Script=Hiragana}\p{Script=Katakana}]/u],
    ["Korean", /\p{Script=Hangul}/u],
    ["Arabic", /\p{Script=Arabic}{3}/u],
    ["Cyrillic", /\p{Script=Cyrillic}{3}/u],
    ["Chinese", /\p{Script=Han}/u],
    ["emoji", /\p{Extended_Pictographic}/u],
    ["a combining mark", /[a-z]\p{Mn}/u],
    ["a hashtag", /#\p{L}/u],
    ["a line feed", /\n/],
    ["a tab", /\t/],
    ["a quote", /"/],
    ["a backslash", /\\/],
    ["##", /##/],
    ["a lone #", /# |#$/],
    ["nothing", /^$/],
  ])("hold %s", (_, pattern) => {
    expect(captions.some((caption) => pattern.test(caption))).toBe(true)
  })

  it("are whole text of at most 2,000 units, some near that", () => {
    const longest = Math.max(...captions.map((caption) => caption.length))
    expect(longest).toBeGreaterThan(longestCaption * 0.75)
    expect(longest).toBeLessThanOrEqual(longestCaption)
    expect(captions.filter((caption) => halfPair.test(caption))).toEqual([])
  })
})

describe("the ids of posts", () => {
  it("are seventeen digits and meet in no lane", () => {
    const ids = [0, 1, 10, 99].flatMap((lane) =>
      Array.from({ length: 4001 }, (_, at) => mediaId("18", 7, lane, at - 2000)),
    )
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids.filter((id) => !/^18\d{15}$/.test(id))).toEqual([])
  })
})
