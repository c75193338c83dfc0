import type { IncomingMessage, ServerResponse } from "node:http"
import { keyOf } from "../world/noise.ts"
import { batched, batchOf } from "./batch.ts"
import type { Answer, GraphApiOptions, Route } from "./call.ts"
import { failureOf, isTransport, limitedUsage } from "./fault-kinds.ts"
import type { FaultRule, Faults } from "./faults.ts"
import { createGraphApi } from "./graph-api.ts"
import { errorBody, GraphError, type GraphFailure, unsupportedMethod } from "./graph-error.ts"
import { type Incoming, incoming, withoutSecrets } from "./incoming.ts"
import type { GivenRecord, RequestLogged } from "./logged.ts"
import { createCallQuota, type UsageKinds, usageHeaders } from "./quota.ts"
import { sendFaulty, sendJson } from "./transport.ts"
import { versionOf } from "./versions.ts"

export interface ResponderOptions extends Omit<GraphApiOptions, "knownAs"> {
  readonly faults: Faults
  /** Users of the app. */
  readonly users: number
  readonly usage: UsageKinds
  readonly logRequest: (request: RequestLogged) => void
  readonly logGiven: (record: GivenRecord) => void
}

export type Responder = (
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
  at: Date,
) => Promise<void>

/** What becomes of a call. */
interface Decision {
  readonly route: Route | undefined
  /** A fault that the call met in place of its answer. */
  readonly rule: FaultRule | undefined
  readonly outcome: Answer | GraphFailure
  readonly headers: Readonly<Record<string, string>>
}

/** Answers calls over HTTP: version, token, quota, faults, and then the API. */
export function createResponder(options: ResponderOptions): Responder {
  const { tokens, faults } = options
  const routeOf = createGraphApi({ ...options, knownAs: faults.knownAs })
  const quota = createCallQuota(options.users)
  let calls = 0

  return async (request, response, url, at) => {
    const call = await incoming(request, url, at)
    const trace = traceIdOf(++calls, at)
    const { route, rule, outcome, headers } = decide(call, trace)
    const failed = "code" in outcome
    options.logRequest({
      at,
      method: call.method,
      path: url.pathname,
      parameters: withoutSecrets(call.parameters),
      token: call.tokenIn,
      request: trace,
      endpoint: route?.endpoint,
      unit: route?.unit,
      code: failed ? outcome.code : undefined,
      fault: rule?.kind,
    })
    if (failed) return sendJson(response, outcome.status, errorBody(outcome, trace), headers)
    if (rule !== undefined && !(await sendFaulty(request, response, rule, outcome.body, headers))) return
    await sendJson(response, 200, outcome.body, headers)
    if (!response.writableFinished) return
    outcome.delivered?.()
    for (const { model, record } of outcome.given)
      options.logGiven({ at, request: trace, model, unit: route?.unit ?? "", record })
  }

  function decide(call: Incoming, trace: string): Decision {
    let version: string | undefined
    let decided: Pick<Decision, "route" | "rule" | "outcome">
    try {
      const versioned = versionOf(call.path)
      version = versioned.version
      const base = `${call.origin}/${version}`
      const parts = batchOf(call, versioned.rest)
      decided = parts === undefined ? one(call, versioned.rest, base) : all(parts)
    } catch (error) {
      decided = { route: undefined, rule: undefined, outcome: failureIn(error) }
    }
    const { rule, outcome } = decided
    const limited = rule === undefined ? undefined : limitedUsage(rule.kind)
    const usage = limited === undefined ? quota.usage(call.at) : { percent: 100, minutes: rule?.minutes ?? 1 }
    const headers = {
      "x-fb-trace-id": trace,
      ...(version === undefined ? {} : { "facebook-api-version": version }),
      ...usageHeaders(usage, limited ?? options.usage),
      ...("code" in outcome && outcome.code === 190 ? { "www-authenticate": challengeOf(outcome) } : {}),
    }
    return { ...decided, headers }

    function all(parts: readonly Incoming[]) {
      const decisions = parts.map((part) => one(part, versionOf(part.path).rest, `${call.origin}/${version}`))
      const rules = decisions.map((each) => each.rule).filter((each) => each !== undefined)
      return {
        route: decisions[0]?.route,
        rule: rules.find(({ kind }) => isTransport(kind)) ?? rules[0],
        outcome: batched(
          decisions.map((each) => each.outcome),
          call,
          trace,
        ),
      }
    }
  }

  function one(call: Incoming, path: readonly string[], base: string): Omit<Decision, "headers"> {
    const { at, parameters } = call
    let route: Route | undefined
    let rule: FaultRule | undefined
    try {
      checkMethod(call.method, path)
      if (!exchanges(path)) tokens.check(call.token, at)
      route = routeOf({ path, parameters, at, base })
      quota.take(at)
      const strike = faults.strike({ endpoint: route.endpoint, unit: route.unit, at })
      rule = strike.answer
      const failure = rule === undefined ? undefined : failureOf(rule.kind)
      return { route, rule, outcome: failure ?? route.answer(strike) }
    } catch (error) {
      return { route, rule, outcome: failureIn(error) }
    }
  }
}

/** What an error of the API answers. Any other is this server's own. */
function failureIn(error: unknown): GraphFailure {
  if (error instanceof GraphError) return error.failure
  throw error
}

/** Everything is read by GET; a token may also be exchanged by POST, which keeps it out of the address. So does a batch. */
function checkMethod(method: string, path: readonly string[]): void {
  if (method === "GET" || (method === "POST" && exchanges(path))) return
  throw unsupportedMethod(method)
}

/** Exchanging a token takes it and the app's secret as parameters. */
function exchanges(path: readonly string[]): boolean {
  return path.join("/") === "oauth/access_token"
}

function traceIdOf(call: number, at: Date): string {
  const bytes = Buffer.alloc(16)
  for (const part of [0, 1, 2, 3]) bytes.writeUInt32BE(keyOf(part, call, at.getTime()), part * 4)
  return `A${bytes.toString("base64url")}`
}

function challengeOf({ message }: GraphFailure): string {
  return `OAuth "Facebook Platform" "invalid_token" "${message}"`
}
