import { keyOf } from "../world/noise.ts"
import { failures, GraphError, tokenExpired, wrongParameter } from "./graph-error.ts"

export interface TokenOptions {
  readonly appId: string
  readonly appSecret: string
  /** The token that is there from the start. */
  readonly accessToken: string
  readonly igUserId: string
  readonly issuedAt: Date
  /** How long that token is valid from then on. */
  readonly days: number
}

export interface Tokens {
  /** Throws error 104 without a token, 190 for one that is not valid at the time. */
  check(token: string | undefined, at: Date): void
  /** What `debug_token` answers about a token. */
  debug(input: string, at: Date): unknown
  /** What `oauth/access_token` answers: another token for a valid one. */
  exchange(parameters: URLSearchParams, at: Date): unknown
}

interface Token {
  readonly issuedAt: Date
  readonly expiresAt: Date
}

/** Seconds that a new long-lived token is valid, as in the documentation's example. */
const lifeSeconds = 5_183_944
const scopes = ["instagram_basic", "instagram_manage_insights", "pages_read_engagement", "pages_show_list"]

/** Long-lived tokens of a Facebook user. An old one stays valid when it is exchanged. */
export function createTokens(options: TokenOptions): Tokens {
  const { appId, appSecret, accessToken, igUserId, issuedAt, days } = options
  const tokens = new Map<string, Token>([
    [accessToken, { issuedAt, expiresAt: new Date(issuedAt.getTime() + days * 86_400_000) }],
  ])
  const problemOf = (token: string, at: Date) => {
    const known = tokens.get(token)
    if (known === undefined) return failures.tokenInvalid
    return known.expiresAt > at ? undefined : tokenExpired(known.expiresAt, at)
  }
  return {
    check(token, at) {
      if (token === undefined) throw new GraphError(failures.tokenMissing)
      if (token === `${appId}|${appSecret}`) return
      const problem = problemOf(token, at)
      if (problem !== undefined) throw new GraphError(problem)
    },
    debug(input, at) {
      const known = tokens.get(input)
      const problem = problemOf(input, at)
      if (known === undefined || problem !== undefined)
        return {
          data: {
            ...(known === undefined ? {} : { ...appOf(appId), expires_at: seconds(known.expiresAt) }),
            error: {
              code: problem?.code,
              message: problem?.message,
              ...(problem !== undefined && "subcode" in problem ? { subcode: problem.subcode } : {}),
            },
            is_valid: false,
            scopes: known === undefined ? [] : scopes,
          },
        }
      return {
        data: {
          ...appOf(appId),
          data_access_expires_at: seconds(known.issuedAt) + 90 * 86_400,
          expires_at: seconds(known.expiresAt),
          is_valid: true,
          issued_at: seconds(known.issuedAt),
          scopes,
          granular_scopes: [{ scope: "instagram_basic", target_ids: [igUserId] }],
          user_id: "10215241773831025",
        },
      }
    },
    exchange(parameters, at) {
      const asked = (name: string) => {
        const value = parameters.get(name)
        if (value === null) throw wrongParameter(`The parameter ${name} is required.`)
        return value
      }
      if (asked("grant_type") !== "fb_exchange_token") throw wrongParameter("Invalid grant_type")
      if (asked("client_id") !== appId)
        throw new GraphError({
          status: 400,
          code: 101,
          message: "Error validating application. Cannot get application info due to a system error.",
        })
      if (asked("client_secret") !== appSecret)
        throw new GraphError({ status: 400, code: 1, message: "Error validating client secret." })
      const problem = problemOf(asked("fb_exchange_token"), at)
      if (problem !== undefined) throw new GraphError(problem)
      const next = `EAA${keyOf(tokens.size, accessToken, "next").toString(36)}${tokens.size}`
      tokens.set(next, { issuedAt: at, expiresAt: new Date(at.getTime() + lifeSeconds * 1000) })
      return { access_token: next, token_type: "bearer", expires_in: lifeSeconds }
    },
  }
}

function appOf(appId: string) {
  return { app_id: appId, type: "USER", application: "lux dev instagram" }
}

function seconds(at: Date): number {
  return Math.floor(at.getTime() / 1000)
}
