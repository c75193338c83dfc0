/** Who asks: the token, and the account that it is for. */

import { clearCaches } from "@aws-lambda-powertools/parameters"
import { getSecret } from "@aws-lambda-powertools/parameters/secrets"
import { PutSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager"
import { CollectFailure, hideSecrets } from "lux-sql/collect"
import * as z from "zod"

const secretSchema = z.looseObject({
  access_token: z.string().min(1),
  ig_user_id: z.string().min(1),
  /** Needed to renew the token. */
  app_id: z.string().optional(),
  app_secret: z.string().optional(),
  /** When the token ends: seconds since 1970. Renewing sets it. */
  expires_at: z.number().optional(),
})
export type Secret = z.output<typeof secretSchema>

type Env = Readonly<Record<string, string | undefined>>

/** Seconds that a secret is kept by a function that stays warm. */
const maxAge = 300

/** LUX_INSTAGRAM_SECRET names it in Secrets Manager; on the laptop LUX_INSTAGRAM_TOKEN and LUX_INSTAGRAM_USER_ID are one. */
export async function readSecret(env: Env): Promise<Secret> {
  const name = env["LUX_INSTAGRAM_SECRET"]
  const secret = name ? await storedSecret(name) : ownSecret(env)
  hideSecrets({ ACCESS_TOKEN: secret.access_token, APP_SECRET: secret.app_secret })
  return secret
}

/** Puts changed values into the stored secret; the others stay. */
export async function storeSecret(env: Env, changed: Partial<Secret>): Promise<void> {
  const name = env["LUX_INSTAGRAM_SECRET"]
  if (!name)
    throw new CollectFailure({
      kind: "refused",
      message: "the token is in LUX_INSTAGRAM_TOKEN; only the one in LUX_INSTAGRAM_SECRET can be renewed",
    })
  const SecretString = JSON.stringify({ ...(await storedSecret(name)), ...changed })
  await new SecretsManagerClient({}).send(new PutSecretValueCommand({ SecretId: name, SecretString }))
  clearCaches()
}

async function storedSecret(name: string): Promise<Secret> {
  const value: unknown = await getSecret(name, { transform: "json", maxAge })
  const parsed = secretSchema.safeParse(value)
  if (parsed.success) return parsed.data
  throw new CollectFailure({
    kind: "token",
    message: `the secret ${name} must be JSON with access_token and ig_user_id`,
  })
}

function ownSecret(env: Env): Secret {
  const { LUX_INSTAGRAM_TOKEN: token, LUX_INSTAGRAM_USER_ID: user } = env
  if (token && user) return { access_token: token, ig_user_id: user }
  throw new CollectFailure({
    kind: "token",
    message: "no token: set LUX_INSTAGRAM_SECRET, or LUX_INSTAGRAM_TOKEN and LUX_INSTAGRAM_USER_ID",
  })
}
