/** How long a token is valid, and another one for it. */
import { createHash } from "node:crypto"
import { CollectFailure, hideSecrets, type Memory, type TokenCare } from "lux-sql/collect"
import * as z from "zod"
import type { GraphApi } from "./graph-api.ts"
import { type Secret, storeSecret } from "./secret.ts"

const debugged = z.array(z.object({ code: z.number(), body: z.string() })).min(1)
const debugBody = z.object({
  data: z.object({
    expires_at: z.number().optional(),
    is_valid: z.boolean().default(true),
    error: z.object({ code: z.number().optional(), message: z.string().default("") }).optional(),
  }),
})
const exchanged = z.object({ access_token: z.string().min(1), expires_in: z.number().optional() })
const remembered = z.object({ token: z.string(), expires_at: z.number().nullable(), asked_at: z.number() })

const daySeconds = 86_400

export interface TokenOptions {
  readonly api: GraphApi
  readonly secret: Secret
  readonly env: Readonly<Record<string, string | undefined>>
  readonly memory: Memory
  readonly now: () => Date
}

export function tokenCare({ api, secret, env, memory, now }: TokenOptions): TokenCare {
  const seconds = (): number => Math.floor(now().getTime() / 1000)
  const daysUntil = (expiresAt: number | null | undefined): number | null =>
    // 0 is a token that does not end.
    expiresAt ? Math.floor((expiresAt - seconds()) / daySeconds) : null
  const token = createHash("sha256").update(secret.access_token).digest("hex").slice(0, 16)
  const ask = async (): Promise<number | null> => {
    const expires_at = await expiry(api, secret)
    await memory.write("token", { token, expires_at, asked_at: seconds() })
    return daysUntil(expires_at)
  }
  return {
    async daysLeft() {
      if (secret.expires_at !== undefined) return daysUntil(secret.expires_at)
      const known = await memory.read("token", remembered)
      const isFresh = known?.token === token && Math.abs(seconds() - known.asked_at) < daySeconds
      return isFresh ? daysUntil(known.expires_at) : ask()
    },
    check: ask,
    async renew() {
      const { app_id, app_secret, access_token } = secret
      if (app_id === undefined || app_secret === undefined)
        throw new CollectFailure({
          kind: "refused",
          message: "the secret needs app_id and app_secret to renew its token",
        })
      const form = {
        grant_type: "fb_exchange_token",
        client_id: app_id,
        client_secret: app_secret,
        fb_exchange_token: access_token,
      }
      const answer = await api.post("oauth/access_token", form, exchanged)
      hideSecrets({ ACCESS_TOKEN: answer.access_token })
      const expires_at = answer.expires_in === undefined ? undefined : seconds() + answer.expires_in
      await storeSecret(env, { access_token: answer.access_token, expires_at })
      return daysUntil(expires_at)
    },
  }
}

/**
 * When a token ends. `debug_token` takes it as a parameter of the address only; in a batch request the address is part of the
 * body: https://developers.facebook.com/docs/graph-api/batch-requests
 */
async function expiry(api: GraphApi, { access_token }: Secret): Promise<number | null> {
  const relative_url = `debug_token?${new URLSearchParams({ input_token: access_token })}`
  const batch = JSON.stringify([{ method: "GET", relative_url }])
  const [answer] = await api.post("", { batch, include_headers: "false" }, debugged)
  const found = debugBody.safeParse(JSON.parse(answer?.body ?? "null")).data?.data
  if (found?.is_valid === false)
    throw new CollectFailure({
      kind: "token",
      code: found.error?.code,
      message: found.error?.message || "the token is not valid",
    })
  return found?.expires_at ?? null
}
