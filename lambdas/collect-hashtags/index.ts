/** Recent posts of anybody with a brand's tag, by hashtag search. */
import { collector } from "lux-sql/collect"
import * as z from "zod"
import { askedFields, graphApi } from "../instagram/graph-api.ts"
import { identityOf, pageSchema, withUser } from "../instagram/posts.ts"
import { readSecret } from "../instagram/secret.ts"
import { tokenCare } from "../instagram/token.ts"
import { powertools } from "../powertools.ts"
import { hashtagIds } from "./hashtag-ids.ts"

const settings = z.strictObject({
  api_version: z.string().regex(/^v\d+\.\d+$/),
  /** Pages of one search at most; each is a call. */
  pages: z.int().min(1),
  /** Posts of a page: 50 at most. */
  posts: z.int().min(1).max(50),
})

export const handler = collector({
  settings,
  observer: powertools("collect-hashtags"),
  async begin({ declaration, settings, units, calls, env, memory, now }) {
    const secret = await readSecret(env)
    const { ig_user_id: user_id } = secret
    const api = graphApi(calls, settings.api_version, secret, env)
    const fields = declaration.writes.map(askedFields).join(",")
    const tags = units.map(({ tag_name = "" }) => tag_name)
    const ids = await hashtagIds(tags, { api, igUserId: user_id, memory, now })
    return {
      token: tokenCare({ api, secret, env, memory, now }),
      async *collect({ tag_name: tag = "", user_id: brand }) {
        const path = `${await ids.idOf(tag)}/recent_media`
        const seen = new Set<string>()
        let after: string | undefined
        for (let page = 1; page <= settings.pages; page++) {
          const cursor = after === undefined ? {} : { after }
          const parameters = { user_id, fields, limit: String(settings.posts), ...cursor }
          const { data, paging } = await api.get(path, parameters, pageSchema)
          yield { model: "media_hashtag", records: data.map((record) => withUser(record, brand)) }
          const known = seen.size
          for (const record of data) seen.add(identityOf(record))
          // The cursor can be the same on every page: a page with nothing new is the last one.
          after = seen.size > known ? paging?.cursors?.after : undefined
          if (after === undefined) break
        }
      },
      end: ids.save,
    }
  },
})
