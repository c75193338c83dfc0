import { describe, expect, it } from "vitest"
import { brands } from "../world/brands.ts"
import { hashtagsInUse } from "../world/words.ts"
import { createWorld, worldStart } from "../world/world.ts"
import { givenLog } from "./logged.ts"
import { type Asked, noon, type StandIn, startStandIn } from "./stand-in.testkit.ts"

type Post = Readonly<Record<string, unknown>>
const world = createWorld({ seed: 7, start: worldStart })
const user = "17841405309211844"
const own = `${user}?fields=id`

describe("a token", () => {
  it.each([
    ["in a header", { authorization: "Bearer TOKEN" }, "", undefined],
    ["in a header of OAuth", { authorization: "OAuth TOKEN" }, "", undefined],
    ["as a parameter", {}, "&access_token=TOKEN", undefined],
    ["nowhere", {}, "", { code: 104, type: "OAuthException" }],
    ["that is unknown", { authorization: "Bearer EAAother" }, "", { code: 190, type: "OAuthException" }],
  ])("%s", async (_, headers, parameter, error) => {
    await using standIn = await startStandIn()
    const authorization = "authorization" in headers ? headers.authorization : ""
    const url = `${standIn.server.url}/v27.0/${own}${parameter.replace("TOKEN", standIn.token)}`
    const response = await fetch(url, {
      headers: authorization === "" ? {} : { authorization: authorization.replace("TOKEN", standIn.token) },
    })
    const body = await response.json()
    if (error === undefined) expect(body).toEqual({ id: user })
    else expect({ status: response.status, body }).toMatchObject({ status: 400, body: { error } })
    expect(JSON.stringify(standIn.server.requests)).not.toContain(standIn.token)
  })

  it("expires, and another one is had for it before", async () => {
    await using standIn = await startStandIn({ clock: noon, tokenDays: 3 })
    const { server, token } = standIn
    const form = {
      grant_type: "fb_exchange_token",
      client_id: "1150000000000001",
      client_secret: "lux0standin0secret",
      fb_exchange_token: token,
    }
    const exchange = (parameters: Readonly<Record<string, string>>) =>
      fetch(`${server.url}/v27.0/oauth/access_token`, {
        method: "POST",
        body: new URLSearchParams(parameters),
      }).then((response) => response.json())
    expect(await exchange({ ...form, client_secret: "x" })).toMatchObject({ error: { code: 1 } })
    expect(await exchange({ ...form, client_id: "1" })).toMatchObject({ error: { code: 101 } })
    expect(await exchange({ grant_type: "fb_exchange_token" })).toMatchObject({ error: { code: 100 } })
    const renewed: unknown = Object(await exchange(form)).access_token
    server.setClock(new Date("2026-01-09T12:00:00Z"))
    const expired = await standIn.ask(own)
    expect(expired.body).toMatchObject({ error: { code: 190, error_subcode: 463 } })
    expect(expired.headers.get("www-authenticate")).toMatch(/^OAuth .*invalid_token/)
    const withNew = { headers: { authorization: `Bearer ${renewed}` } }
    expect((await standIn.ask(own, withNew)).status).toBe(200)
    expect((await standIn.ask(`debug_token?input_token=${token}`, withNew)).body).toMatchObject({
      data: { is_valid: false, error: { code: 190, subcode: 463 } },
    })
    expect((await standIn.ask(`debug_token?input_token=${renewed}`, withNew)).body).toMatchObject({
      data: { is_valid: true, expires_at: noon.getTime() / 1000 + 5_183_944 },
    })
    expect(await exchange(form)).toMatchObject({ error: { code: 190, error_subcode: 463 } })
  })
})

describe("a call", () => {
  it.each([
    ["/v27.0/", 200, "v27.0"],
    ["/v20.0/", 200, "v21.0"],
    ["/", 200, "v21.0"],
    ["/v28.0/", 400, null],
  ])("of %s is answered by a version", async (prefix, status, version) => {
    await using standIn = await startStandIn()
    const { headers, ...answer } = await standIn.ask(`../${prefix.slice(1)}${own}`)
    expect({ status: answer.status, version: headers.get("facebook-api-version") }).toEqual({
      status,
      version,
    })
  })

  it.each([
    [`${user}?fields=foo`, 100, "(#100) Tried accessing nonexisting field (foo) on node type (ShadowIGUser)"],
    [discover("foo"), 100, "(#100) Tried accessing nonexisting field (foo) on node type (ShadowIGUser)"],
    [
      discover("media{foo}"),
      100,
      "(#100) Tried accessing nonexisting field (foo) on node type (ShadowIGMedia)",
    ],
    [discover("media.since(1){id}"), 100, "(#100) Unknown argument: since"],
    [discover("media.limit(x){id}"), 100, "(#100) Invalid parameter: limit"],
    [discover("media.after(x){id}"), 100, "(#100) Invalid cursor"],
    [discover("id").slice(0, -1), 2500, "Syntax error"],
    [`${user}?fields=business_discovery{id}`, 100, "(#100) The parameter username is required."],
    [discover("followers_count.as(f)"), 100, "(#100) Unknown argument: as"],
    [`${user}?fields=business_discovery.username(dior).as(b){id}`, 100, "(#100) Unknown argument: as"],
    [`${own}&method=post`, 100, "(#100) The parameter method is not supported."],
    [`?ids=${user}`, 100, "(#100) The parameter ids is not supported."],
    ["HASHTAG/recent_media", 100, "(#100) The parameter user_id is required."],
    [`HASHTAG/recent_media?user_id=${user}&fields=username`, 100, "nonexisting field (username)"],
    [`HASHTAG/recent_media?user_id=${user}&after=x`, 100, "(#100) Invalid cursor"],
    ["HASHTAG/recent_media?user_id=1", 110, "Invalid user id"],
    ["ig_hashtag_search?q=dior", 100, "(#100) The parameter user_id is required."],
    [`ig_hashtag_search?user_id=${user}`, 100, "(#100) The parameter q is required."],
    [`ig_hashtag_search?user_id=${user}&q=neverused`, 24, "The requested resource does not exist"],
    [`ig_hashtag_search?user_id=${user}&q=%F0%9F%91%9C`, 100, "(#100) Invalid parameter: q"],
    ["debug_token", 100, "(#100) The parameter input_token is required."],
    ["17841401694708594?fields=id", 100, "Unsupported get request."],
    ["somewhere", 2500, "Unknown path components: /somewhere"],
  ])("%s is error %d", async (path, code, message) => {
    await using standIn = await startStandIn()
    const { status, body } = await standIn.ask(path.replace("HASHTAG", await hashtag(standIn)))
    expect({ status, body }).toMatchObject({
      status: 400,
      body: { error: { code, message: expect.stringContaining(message) } },
    })
  })

  it("that would change something is refused", async () => {
    await using standIn = await startStandIn()
    expect((await standIn.ask(own, { method: "POST" })).body).toMatchObject({ error: { code: 100 } })
  })

  it("is answered as at another instant where it says so", async () => {
    await using standIn = await startStandIn()
    const path = discover("followers_count")
    const now = await standIn.ask(path)
    const then = await standIn.ask(path, { headers: { "x-lux-clock": "2024-02-01T00:00:00Z" } })
    expect(Object(then.body).business_discovery.followers_count).toBeLessThan(
      Object(now.body).business_discovery.followers_count,
    )
    expect((await standIn.ask(path, { headers: { "x-lux-clock": "noon" } })).status).toBe(400)
    await fetch(`${standIn.server.url}/_lux/clock`, {
      method: "POST",
      body: JSON.stringify({ now: "2024-02-01T00:00:00Z" }),
    })
    expect((await standIn.ask(path)).body).toEqual(then.body)
  })

  it("may be many in one", async () => {
    await using standIn = await startStandIn()
    const batch = JSON.stringify([
      { method: "GET", relative_url: own },
      { method: "GET", relative_url: `v27.0/${user}?fields=foo` },
    ])
    const post = (more: Readonly<Record<string, string>>) =>
      standIn.ask("", { method: "POST", body: new URLSearchParams({ batch, ...more }) })
    const { body } = await post({ include_headers: "false" })
    expect(body).toEqual([
      { code: 200, body: JSON.stringify({ id: user }) },
      { code: 400, body: expect.stringContaining('"code":100') },
    ])
    expect(Object((await post({})).body)[0].headers).toEqual([expect.any(Object)])
    expect((await post({ batch: "[" })).body).toMatchObject({ error: { code: 100 } })
  })
})

describe("the posts of an account", () => {
  it("are those of the world, without what is hidden or missing", async () => {
    await using standIn = await startStandIn()
    const fields = "id,caption,media_url,like_count,comments_count"
    let hidden = 0
    for (const brand of brands) {
      const { body } = await standIn.ask(discover(`media.limit(100){${fields}}`, brand.userName))
      const posts: readonly Post[] = Object(body).business_discovery.media.data
      const collected = posts.map(({ id, caption = "", media_url = "", like_count = 0, comments_count }) => ({
        media_id: id,
        caption,
        media_url,
        like_count,
        comments_count,
      }))
      hidden += posts.filter((post) => !("like_count" in post) || !("media_url" in post)).length
      expect(world.mediaOf(brand.userId, noon, 100)).toMatchObject(collected)
    }
    expect(hidden).toBeGreaterThan(20)
  })

  it("come page after page, each once", async () => {
    await using standIn = await startStandIn()
    const ids: unknown[] = []
    let after = ""
    let pages = 0
    for (; pages < 200; pages++) {
      const { body } = await standIn.ask(discover(`media.limit(100)${after}{id}`, "hermes"))
      const { data, paging } = Object(body).business_discovery.media
      ids.push(...data.map((post: Post) => post["id"]))
      if (pages > 0) expect(paging.cursors.before).toEqual(expect.any(String))
      const cursor = paging.cursors.after
      if (cursor === undefined) break
      after = `.after(${cursor})`
    }
    const { body } = await standIn.ask(discover("media_count", "hermes"))
    expect(ids.length).toBe(Object(body).business_discovery.media_count)
    expect(new Set(ids).size).toBe(ids.length)
  })
})

describe("a search for a hashtag", () => {
  it("answers what the world's lake holds, page after page with one cursor", async () => {
    await using standIn = await startStandIn()
    const id = await hashtag(standIn)
    const first = await recent(standIn, id, "limit=5")
    const other = await recent(standIn, id, "limit=5")
    expect(other.after).not.toBe(first.after)
    const second = await recent(standIn, id, `limit=5&after=${first.after}`)
    expect(second.after).toBe(first.after)
    const third = await recent(standIn, id, `limit=5&after=${first.after}`)
    expect(third.after).toBeUndefined()
    const ids = [first, second, third].flatMap((page) => page.ids)
    const dior = brands.find(({ tag }) => tag === "dior")?.userId ?? ""
    expect(ids).toEqual(world.taggedMedia(dior, noon).map((post) => post.media_id))
    // The other reader is where it was.
    expect((await recent(standIn, id, `limit=5&after=${other.after}`)).ids).toEqual(second.ids)
  })

  it("answers the whole of the last 24 hours where it is asked to, at most 50 a page, and then nothing", async () => {
    await using standIn = await startStandIn({ wholeDay: true })
    const id = await hashtag(standIn)
    const ids: string[] = []
    let after = ""
    for (let page = 0; page < 40; page++) {
      const answer = await recent(standIn, id, `limit=500&fields=timestamp${after}`)
      expect(answer.ids.length).toBeLessThanOrEqual(50)
      for (const { timestamp } of answer.posts)
        expect(Date.parse(String(timestamp))).toBeGreaterThanOrEqual(noon.getTime() - 86_400_000)
      ids.push(...answer.ids)
      if (answer.after === undefined) break
      after = `&after=${answer.after}`
    }
    expect(ids.length).toBeGreaterThan(600)
    expect(new Set(ids).size).toBe(ids.length)
  })

  it("leaves the address of an album out", async () => {
    await using standIn = await startStandIn()
    const { posts } = await recent(standIn, await hashtag(standIn), "fields=media_type,media_url,like_count")
    const albums = posts.filter((post) => post["media_type"] === "CAROUSEL_ALBUM")
    expect(albums.length).toBeGreaterThan(0)
    expect(albums.filter((post) => "media_url" in post)).toEqual([])
  })
})

describe("quotas", () => {
  it("are 200 calls an hour for each user", async () => {
    await using standIn = await startStandIn({ users: 1 })
    for (let call = 0; call < 200; call++) await standIn.ask(own)
    const refused = await standIn.ask(own)
    expect(refused).toMatchObject({ status: 403, body: { error: { code: 4 } } })
    expect(JSON.parse(refused.headers.get("x-app-usage") ?? "")).toMatchObject({ call_count: 100 })
    const business = JSON.parse(refused.headers.get("x-business-use-case-usage") ?? "")
    expect(business["112130216863063"][0].estimated_time_to_regain_access).toBe(60)
    standIn.server.setClock(new Date(noon.getTime() + 3_600_000))
    expect((await standIn.ask(own)).status).toBe(200)
  })

  it("are 30 hashtags in seven days, each counted from its first query on", async () => {
    await using standIn = await startStandIn()
    const tags = [...brands.map(({ tag }) => tag), ...hashtagsInUse].slice(0, 31)
    const search = (tag: string) =>
      standIn.ask(`ig_hashtag_search?user_id=${user}&q=${encodeURIComponent(tag)}`)
    for (const tag of tags.slice(0, 30)) expect((await search(tag)).status, tag).toBe(200)
    standIn.server.setClock(new Date(noon.getTime() + 6 * 86_400_000))
    expect((await search(tags[30] ?? "")).body).toMatchObject({ error: { code: 18 } })
    expect((await search(tags[0] ?? "")).status).toBe(200)
    const list = async (parameters: string) =>
      Object((await standIn.ask(`${user}/recently_searched_hashtags${parameters}`)).body)
    const page = await list("")
    expect(page.data.length).toBe(25)
    expect((await list(`?after=${page.paging.cursors.after}`)).data.length).toBe(5)
    expect((await list("?limit=30")).data.length).toBe(30)
    standIn.server.setClock(new Date(noon.getTime() + 7 * 86_400_000))
    expect((await search(tags[30] ?? "")).status).toBe(200)
    expect((await list("?limit=30")).data.length).toBe(1)
  })

  it.each([
    ["app", ["x-app-usage"]],
    ["business", ["x-business-use-case-usage"]],
    ["none", []],
  ] as const)("show in the headers of %s", async (usage, expected) => {
    await using standIn = await startStandIn({ users: 1, usage })
    for (let call = 0; call < 2; call++) await standIn.ask(own)
    const { headers } = await standIn.ask(own)
    expect([...headers.keys()].filter((name) => name.endsWith("-usage"))).toEqual(expected)
  })
})

it("logs every record that it gave, once", async () => {
  await using standIn = await startStandIn()
  const { headers, body } = await standIn.ask(discover("username,media.limit(3){id}"))
  const given = standIn.server.takeGiven()
  expect(given.map(({ model, unit, request, at }) => ({ model, unit, request, at }))).toEqual(
    ["brand", "media", "media", "media"].map((model) => ({
      model,
      unit: "dior",
      request: headers.get("x-fb-trace-id"),
      at: noon,
    })),
  )
  expect(given.slice(1).map(({ record }) => record)).toEqual(Object(body).business_discovery.media.data)
  expect(standIn.server.takeGiven()).toEqual([])
})

it("says so where it gave more records than it keeps", () => {
  const log = givenLog(2)
  const record = { at: noon, request: "A", model: "media", unit: "dior", record: {} } as const
  for (let count = 0; count < 3; count++) log.add(record)
  expect(() => log.take()).toThrow("3 records were given")
  log.add(record)
  expect(log.take()).toEqual([record])
})

function discover(fields: string, name = "dior"): string {
  return `${user}?fields=business_discovery.username(${name}){${fields}}`
}

async function hashtag(standIn: StandIn): Promise<string> {
  return Object((await standIn.ask(`ig_hashtag_search?user_id=${user}&q=dior`)).body).data[0].id
}

async function recent(standIn: StandIn, id: string, parameters: string) {
  const { body }: Asked = await standIn.ask(`${id}/recent_media?user_id=${user}&${parameters}`)
  const { data, paging } = Object(body)
  const posts: readonly Post[] = data
  const after: unknown = paging?.cursors.after
  return { posts, ids: posts.map((post) => String(post["id"])), after }
}
