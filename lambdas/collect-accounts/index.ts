/** The brands' profiles and their latest posts, by business discovery. */
import { collector } from "lux-sql/collect"
import * as z from "zod"
import { askedFields, graphApi } from "../instagram/graph-api.ts"
import { identityOf, pageSchema, withUser } from "../instagram/posts.ts"
import { readSecret } from "../instagram/secret.ts"
import { tokenCare } from "../instagram/token.ts"
import { powertools } from "../powertools.ts"

const settings = z.strictObject({
  api_version: z.string().regex(/^v\d+\.\d+$/),
  /** The latest posts of each account. */
  media: z.int().min(1).max(10_000),
})

/** An account without an id is for the declaration to refuse: its posts are right. */
const answerSchema = z.object({
  business_discovery: z.looseObject({ id: z.unknown().optional(), media: pageSchema.optional() }),
})

const mostOnPage = 100

export const handler = collector({
  settings,
  observer: powertools("collect-accounts"),
  async begin({ declaration, settings, calls, env, memory, now }) {
    const secret = await readSecret(env)
    const api = graphApi(calls, settings.api_version, secret, env)
    const [brand, media] = declaration.writes.map(askedFields)
    const page = async (userName: string, limit: number, after: string | undefined) => {
      const cursor = after === undefined ? "" : `.after(${after})`
      const profile = after === undefined ? `${brand},` : ""
      const fields = `business_discovery.username(${userName}){${profile}media${cursor}.limit(${limit}){${media}}}`
      return (await api.get(secret.ig_user_id, { fields }, answerSchema)).business_discovery
    }
    return {
      token: tokenCare({ api, secret, env, memory, now }),
      async *collect({ user_name: userName = "", user_id: declared }) {
        const seen = new Set<string>()
        let userId: unknown = declared
        let after: string | undefined
        do {
          const limit = Math.min(settings.media - seen.size, mostOnPage)
          const { media: posts, ...profile } = await page(userName, limit, after)
          if (after === undefined) {
            userId = typeof profile.id === "string" ? profile.id : declared
            // The account may have gone to somebody else.
            const other = userId === declared ? [] : [["other-id", "user_id"] as const]
            yield { model: "brand", records: [profile], anomalies: other }
          }
          const records = posts?.data ?? []
          yield { model: "media", records: records.map((record) => withUser(record, userId)) }
          const known = seen.size
          for (const record of records) seen.add(identityOf(record))
          // A page with nothing new is the last one, whatever cursor it has.
          after = seen.size > known ? posts?.paging?.cursors?.after : undefined
        } while (after !== undefined && seen.size < settings.media)
      },
    }
  },
})
