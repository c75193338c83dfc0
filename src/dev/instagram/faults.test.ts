import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest"
import { type FaultKind, faultKinds } from "./fault-kinds.ts"
import { createFaults, type FaultRule, randomFaults } from "./faults.ts"
import { noon, type StandIn, startStandIn } from "./stand-in.testkit.ts"

let standIn: StandIn
beforeAll(async () => {
  standIn = await startStandIn({ users: 1000 })
})
beforeEach(() => {
  standIn.server.fault([])
  standIn.server.takeGiven()
})
afterAll(() => standIn[Symbol.asyncDispose]())

const discovery =
  "17841405309211844?fields=business_discovery.username(dior){username,followers_count,media.limit(4){timestamp,media_type,like_count}}"

const error = (status: number, code: number, more: Readonly<Record<string, unknown>> = {}) => ({
  status,
  error: { code, fbtrace_id: expect.any(String), ...more },
})

/** What each kind of fault is met with: an error of the API, or something else. */
const answers: Partial<Record<FaultKind, ReturnType<typeof error>>> = {
  timeout: error(400, -2, { is_transient: true }),
  "instagram-error": error(400, -1, { is_transient: true, error_subcode: 2207001 }),
  "unknown-error": error(500, 1),
  "service-error": error(500, 2, { is_transient: true }),
  transient: error(500, 960, { is_transient: true }),
  "app-rate-limit": error(403, 4),
  "no-permission": error(403, 10),
  "user-rate-limit": error(400, 17),
  "hashtag-limit": error(400, 18),
  "hashtag-not-found": error(400, 24),
  "page-rate-limit": error(403, 32),
  "bad-parameter": error(400, 100),
  "account-not-found": error(400, 110, { error_subcode: 2207013, is_transient: false }),
  "private-account": error(400, 110, { error_subcode: 2207013, is_transient: false }),
  "expired-token": error(400, 190, { error_subcode: 463, type: "OAuthException" }),
  "revoked-token": error(400, 190, { error_subcode: 460, type: "OAuthException" }),
  "missing-scope": error(403, 200),
  "limit-reached": error(403, 341),
  "custom-rate-limit": error(400, 613),
  "business-rate-limit": error(400, 80002),
}

const others: Partial<Record<FaultKind, () => Promise<void>>> = {
  slow: async () => {
    standIn.server.fault([{ kind: "slow", milliseconds: 30 }])
    expect(await standIn.ask(discovery)).toMatchObject({ status: 200, body: { id: standIn.user } })
  },
  cut: () => broken(),
  reset: () => broken(),
  "malformed-json": async () => {
    const { status, text, body, headers } = await standIn.ask(discovery)
    expect({ status, body }).toEqual({ status: 200, body: undefined })
    expect(headers.get("content-type")).toContain("application/json")
    expect(text).toMatch(/^\{"business_discovery":/)
  },
  empty: async () => {
    expect(await standIn.ask(discovery)).toMatchObject({ status: 200, text: "" })
  },
  html: async () => {
    expect(await standIn.ask(discovery)).toMatchObject({
      status: 200,
      text: expect.stringContaining("<html>"),
    })
  },
  "bad-gateway": async () => {
    expect(await standIn.ask(discovery)).toMatchObject({
      status: 502,
      text: expect.stringContaining("<html>"),
    })
  },
  unavailable: async () => {
    expect(await standIn.ask(discovery)).toMatchObject({ status: 503, text: "" })
  },
  redirect: async () => {
    const { status, headers } = await standIn.ask(discovery, { redirect: "manual" })
    expect(status).toBe(302)
    const page = await fetch(headers.get("location") ?? "")
    expect(await page.text()).toContain("<html>")
  },
  "hidden-likes": () => firstPost({ like_count: undefined }),
  "unknown-fields": () =>
    firstPost({ like_count: expect.any(Number), is_ai_generated: false, boost_ads_list: { data: [] } }),
  "wrong-types": () => firstPost({ like_count: expect.any(String), timestamp: expect.any(Number) }),
  "no-id": () => firstPost({ id: undefined }),
  "numeric-id": () => firstPost({ id: expect.any(Number) }),
  "new-media-type": () => firstPost({ media_type: "HOLOGRAM" }),
  "repeated-cursor": async () => {
    const first = await page()
    const again = await page(first.after)
    expect(again).toEqual(first)
    standIn.server.fault([])
    // The page once more, and then on.
    expect(await page(first.after)).toEqual(first)
    expect((await page(first.after)).ids).not.toEqual(first.ids)
  },
  "short-page": async () => {
    const { ids, after } = await page()
    expect({ count: ids.length, after }).toEqual({ count: 2, after: expect.any(String) })
  },
  renamed: async () => {
    standIn.server.fault([{ kind: "renamed", unit: "dior", to: "dior.official" }])
    expect(await standIn.ask(discovery)).toMatchObject(bodyOf(answers["account-not-found"]))
    const { body } = await standIn.ask(discovery.replace("(dior)", "(dior.official)"))
    expect(body).toMatchObject({ business_discovery: { username: "dior.official", id: "17841401694708594" } })
  },
}

describe("every kind of fault", () => {
  it.each(faultKinds)("%s", async (kind) => {
    standIn.server.fault([{ kind }])
    const answer = answers[kind]
    if (answer !== undefined) {
      const asked = await standIn.ask(discovery)
      expect(asked).toMatchObject(bodyOf(answer))
      expect(standIn.server.takeGiven()).toEqual([])
      expect(asked.headers.get("x-fb-trace-id")).toMatch(/^A[\w-]{22}$/)
    }
    await others[kind]?.()
    expect(answer ?? others[kind], "a kind without a row").toBeDefined()
    expect(standIn.server.injected.get(kind)).toBeGreaterThan(0)
  })

  it.each([
    ["app-rate-limit", "x-app-usage", { call_count: 100 }],
    ["user-rate-limit", "x-app-usage", { call_count: 100 }],
    [
      "business-rate-limit",
      "x-business-use-case-usage",
      { "112130216863063": [{ type: "instagram", call_count: 100, estimated_time_to_regain_access: 7 }] },
    ],
  ] as const)("%s shows in %s", async (kind, header, usage) => {
    standIn.server.fault([{ kind, minutes: 7 }])
    const { headers } = await standIn.ask(discovery)
    expect(JSON.parse(headers.get(header) ?? "null")).toMatchObject(usage)
    const other = header === "x-app-usage" ? "x-business-use-case-usage" : "x-app-usage"
    expect(headers.get(other)).toBeNull()
  })
})

describe("a rule", () => {
  it("is for an endpoint, a unit and a number of calls", async () => {
    standIn.server.fault([{ kind: "service-error", endpoint: "business_discovery", unit: "gucci", times: 1 }])
    const codes = []
    for (const name of ["dior", "gucci", "gucci"])
      codes.push((await standIn.ask(discovery.replace("(dior)", `(${name})`))).status)
    expect(codes).toEqual([200, 500, 200])
  })

  it("hides the likes of a share of the posts, always of the same ones", async () => {
    standIn.server.fault([{ kind: "hidden-likes", unit: "dior", share: 0.5 }])
    const many = discovery.replace("limit(4)", "limit(100)")
    const first = await posts(many)
    const hidden = first.filter((post) => post["like_count"] === undefined)
    expect(hidden.length).toBeGreaterThan(30)
    expect(hidden.length).toBeLessThan(70)
    expect(await posts(many)).toEqual(first)
  })

  it("is set over HTTP, and a wrong one is refused", async () => {
    const url = `${standIn.server.url}/_lux/faults`
    const post = (body: unknown) => fetch(url, { method: "POST", body: JSON.stringify(body) })
    expect((await post([{ kind: "html", times: 1 }])).status).toBe(200)
    expect((await standIn.ask(discovery)).text).toContain("<html>")
    expect(await (await fetch(url)).json()).toMatchObject({ html: expect.any(Number) })
    expect((await post([{ kind: "earthquake" }])).status).toBe(400)
  })
})

describe("random faults", () => {
  const met = (seed: number, rate: number, order: readonly number[]) => {
    const faults = createFaults(seed)
    faults.set(randomFaults(rate))
    const kinds = new Map<number, FaultRule | undefined>()
    for (const call of order)
      kinds.set(
        call,
        faults.strike({
          endpoint: "recent_media",
          unit: String(call % 11),
          at: new Date(noon.getTime() + call * 1000),
        }).answer,
      )
    return order.toSorted((a, b) => a - b).map((call) => kinds.get(call)?.kind)
  }
  const calls = Array.from({ length: 2000 }, (_, call) => call)

  it("are the same for the same seed, in whatever order the calls come", () => {
    expect(met(1, 0.2, calls)).toEqual(met(1, 0.2, calls.toReversed()))
    expect(met(1, 0.2, calls)).not.toEqual(met(2, 0.2, calls))
  })

  it("strike as often as they are asked to", () => {
    const struck = met(3, 0.1, calls).filter((kind) => kind !== undefined).length
    // Of 25 kinds, 17 turn a call away.
    expect(struck / calls.length).toBeGreaterThan(0.04)
    expect(struck / calls.length).toBeLessThan(0.1)
  })
})

async function broken(): Promise<void> {
  await expect(standIn.ask(discovery)).rejects.toThrow()
  expect(standIn.server.takeGiven()).toEqual([])
}

async function posts(path: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const { body } = await standIn.ask(path)
  return Object(body).business_discovery.media.data
}

/** Only the first post is changed, and it is logged as it was given. */
async function firstPost(expected: Readonly<Record<string, unknown>>): Promise<void> {
  const [first, second] = await posts(discovery)
  expect(first).toEqual({ ...second, ...anything, ...expected })
  expect(second).toMatchObject({ id: expect.any(String), like_count: expect.any(Number) })
  const given = standIn.server.takeGiven().find(({ model }) => model === "media")
  expect(given?.record).toEqual(first)
}

const anything = {
  id: expect.any(String),
  timestamp: expect.any(String),
  media_type: expect.any(String),
  like_count: expect.any(Number),
}

async function page(after?: string): Promise<{ readonly ids: readonly string[]; readonly after: string }> {
  const search = await standIn.ask(`ig_hashtag_search?user_id=${standIn.user}&q=dior`)
  const id = Object(search.body).data[0].id
  const cursor = after === undefined ? "" : `&after=${after}`
  const { body } = await standIn.ask(`${id}/recent_media?user_id=${standIn.user}&limit=4${cursor}`)
  const { data, paging } = Object(body)
  return { ids: data.map((post: { readonly id: string }) => post.id), after: paging?.cursors.after }
}

function bodyOf(answer: ReturnType<typeof error> | undefined) {
  return { status: answer?.status, body: { error: answer?.error } }
}
