/** The server's answers next to the examples of the public documentation, shape by shape. */
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { noon, type StandIn, shapeOf, startStandIn } from "./stand-in.testkit.ts"

let standIn: StandIn
beforeAll(async () => {
  standIn = await startStandIn()
})
afterAll(() => standIn[Symbol.asyncDispose]())

const discover = (fields: string) => `17841405309211844?fields=business_discovery.username(dior){${fields}}`

/** What is asked, where the example stands, and the example. */
const examples: readonly (readonly [page: string, path: () => string, example: unknown])[] = [
  [
    "business-discovery: followers and media",
    () => discover("followers_count,media_count"),
    {
      business_discovery: { followers_count: 267793, media_count: 1205, id: "17841401441775531" },
      id: "17841405309211844",
    },
  ],
  [
    "business-discovery: likes and comments of media",
    () => discover("followers_count,media_count,media.limit(100){comments_count,like_count}"),
    {
      business_discovery: {
        followers_count: 267793,
        media_count: 1205,
        media: {
          data: [{ comments_count: 50, like_count: 5841, id: "17858843269216389" }],
          // Not in the example, which is cut; the guide to paging has it.
          paging: { cursors: { after: "QVFI" } },
        },
        id: "17841401441775531",
      },
      id: "17841405309211844",
    },
  ],
  [
    "ig-hashtag-search",
    () => "ig_hashtag_search?user_id=17841405309211844&q=dior",
    { data: [{ id: "17843857450040591" }] },
  ],
  ["ig-hashtag", () => `${hashtag}?fields=id,name`, { id: "17841593698074073", name: "coke" }],
  [
    "ig-hashtag/recent-media",
    () =>
      `${hashtag}/recent_media?user_id=17841405309211844&fields=id,media_type,comments_count,like_count&limit=3`,
    {
      data: [{ id: "17880997618081620", media_type: "IMAGE", comments_count: 84, like_count: 177 }],
      paging: { cursors: { after: "NTAyYmE4..." }, next: "https://graph.facebook.com/..." },
    },
  ],
  [
    "ig-user/recently_searched_hashtags",
    () => "17841405309211844/recently_searched_hashtags?limit=30",
    { data: [{ id: "17841562906103814" }] },
  ],
  [
    "access-tokens/debugging",
    () => `debug_token?input_token=${standIn.token}`,
    {
      data: {
        app_id: "1",
        type: "USER",
        application: "name",
        data_access_expires_at: 1576687825,
        expires_at: 1570820400,
        is_valid: true,
        issued_at: 1560820400,
        scopes: ["pages_show_list"],
        granular_scopes: [{ scope: "pages_show_list", target_ids: ["1"] }],
        user_id: "10215241773831025",
      },
    },
  ],
  [
    "access-tokens/get-long-lived",
    () =>
      `oauth/access_token?grant_type=fb_exchange_token&client_id=1150000000000001&client_secret=lux0standin0secret&fb_exchange_token=${standIn.token}`,
    { access_token: "t", token_type: "bearer", expires_in: 5183944 },
  ],
]

let hashtag = ""
beforeAll(async () => {
  const { body } = await standIn.ask("ig_hashtag_search?user_id=17841405309211844&q=dior")
  hashtag = /\d+/.exec(JSON.stringify(body))?.[0] ?? ""
})

describe("an answer is built as the documentation's example", () => {
  it.each(examples)("%s", async (_, path, example) => {
    const { status, body } = await standIn.ask(path())
    expect(status).toBe(200)
    // As text: the fields come in the order of the question, too.
    expect(JSON.stringify(shapeOf(body))).toBe(JSON.stringify(shapeOf(example)))
  })

  it("error-codes: the fields of an error", async () => {
    const example = {
      error: {
        message: "The image size is too large.",
        type: "OAuthException",
        code: 36000,
        error_subcode: 2207004,
        is_transient: false,
        error_user_title: "Image size too large",
        error_user_msg: "The image is too large to download. It should be less than 8 MiB.",
        fbtrace_id: "A6LJylpZRKw2xKLFsAP-cJh",
      },
    }
    const { status, body, headers } = await standIn.ask(
      "17841405309211844?fields=business_discovery.username(nobody){id}",
    )
    expect(status).toBe(400)
    expect(JSON.stringify(shapeOf(body))).toBe(JSON.stringify(shapeOf(example)))
    expect(body).toMatchObject({
      error: { code: 110, error_subcode: 2207013, fbtrace_id: headers.get("x-fb-trace-id") },
    })
  })

  it("rate-limiting: the headers of usage", async () => {
    await using other = await startStandIn({ users: 1 })
    const path = "17841405309211844?fields=id"
    for (let call = 0; call < 2; call++) await other.ask(path)
    const { headers } = await other.ask(path)
    const read = (name: string): unknown => JSON.parse(headers.get(name) ?? "null")
    expect(read("x-app-usage")).toEqual({ call_count: 1, total_cputime: 0, total_time: 0 })
    expect(Object.values(Object(read("x-business-use-case-usage")))).toEqual([
      [
        {
          type: "instagram",
          call_count: 1,
          total_cputime: 0,
          total_time: 0,
          estimated_time_to_regain_access: 0,
        },
      ],
    ])
  })

  it("is about the server's time", () => {
    expect(standIn.server.now()).toEqual(noon)
  })
})
