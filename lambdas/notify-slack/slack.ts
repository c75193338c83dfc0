/** Messages to channels of Slack. */
import { getSecret } from "@aws-lambda-powertools/parameters/secrets"
import { hideSecrets, masked } from "lux-sql/collect"
import * as z from "zod"

/** The token of an app that may write to both channels, or an address for each of them. */
const secretSchema = z.union([
  z.object({ token: z.string().min(1) }),
  z.object({ alert_webhook: z.url(), digest_webhook: z.url() }),
])
const answerSchema = z.object({ ok: z.boolean(), error: z.string().optional() })

export interface Slack {
  post(to: "alert" | "digest", text: string): Promise<void>
}

type Env = Readonly<Record<string, string | undefined>>

const attempts = 3
const longestText = 3900

/** LUX_SLACK_SECRET names the secret. LUX_SLACK_URL is another address than Slack's own. */
export async function openSlack(
  env: Env,
  channels: Readonly<Record<"alert" | "digest", string>>,
  sleep: (ms: number) => Promise<void>,
): Promise<Slack> {
  const name = env["LUX_SLACK_SECRET"] ?? ""
  const secret = secretSchema.safeParse(
    name === "" ? undefined : await getSecret(name, { transform: "json", maxAge: 300 }),
  ).data
  if (secret === undefined)
    throw new Error(
      "LUX_SLACK_SECRET must name a secret: JSON with token, or alert_webhook and digest_webhook",
    )
  for (const value of Object.values(secret)) hideSecrets({ SLACK_SECRET: value })
  const send = async (to: "alert" | "digest", text: string): Promise<string | undefined> => {
    if (!("token" in secret)) {
      const response = await posted(
        to === "alert" ? secret.alert_webhook : secret.digest_webhook,
        {},
        { text },
      )
      return response.ok ? undefined : `status ${response.status}`
    }
    const address = `${env["LUX_SLACK_URL"] || "https://slack.com/api"}/chat.postMessage`
    const response = await posted(
      address,
      { authorization: `Bearer ${secret.token}` },
      { channel: channels[to], text },
    )
    const answer = answerSchema.safeParse(await response.json().catch(() => undefined)).data
    return answer?.ok === true ? undefined : (answer?.error ?? `status ${response.status}`)
  }
  return {
    async post(to, text) {
      const safe = masked(text)
      const short = safe.length > longestText ? `${safe.slice(0, longestText)}…` : safe
      for (let attempt = 1; ; attempt++) {
        const problem = await send(to, short).catch((error: unknown) =>
          error instanceof Error ? error.message : String(error),
        )
        if (problem === undefined) return
        if (attempt === attempts) throw new Error(`Slack did not take the message: ${masked(problem)}`)
        await sleep(1000 * attempt)
      }
    },
  }
}

function posted(
  address: string,
  headers: Readonly<Record<string, string>>,
  body: unknown,
): Promise<Response> {
  return fetch(address, {
    method: "POST",
    headers: { "content-type": "application/json; charset=utf-8", ...headers },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(10_000),
  })
}
