/** Calls of a service: sent again where that may help, slower where a quota ends, never past the function's time. */
import { setTimeout as wait } from "node:timers/promises"
import type { z } from "zod"
import { CollectFailure, factsOfKinds, failureOf } from "./failure.ts"
import { readJson } from "./json.ts"
import type { Report } from "./report.ts"

export interface Request {
  readonly url: URL
  readonly method?: "GET" | "POST"
  readonly headers?: Readonly<Record<string, string>>
  /** Sent as a form. */
  readonly form?: Readonly<Record<string, string>>
}

/** An answer, before anybody has looked whether it is right. */
export interface Answer {
  readonly status: number
  readonly headers: Headers
  /** undefined: no JSON. */
  readonly body: unknown
}

/** What the headers of an answer tell of quotas. */
export interface Usage {
  readonly appPercent: number | undefined
  readonly businessPercent: number | undefined
  readonly regainMinutes: number | undefined
}

/** What is known of a service. */
export interface Service {
  /** The failure that an answer is; undefined where it is none. */
  failureIn(answer: Answer): CollectFailure | undefined
  usageIn(headers: Headers): Usage
}

export interface CallOptions {
  readonly attempts: number
  readonly timeoutMs: number
  readonly pauseAtPercent: number
  readonly headers: Readonly<Record<string, string>>
  readonly sleep: (ms: number) => Promise<void>
  readonly random: () => number
  /** Until nothing may be asked any more. */
  readonly remainingMs: () => number
  readonly onRetry: (failure: CollectFailure, waitMs: number) => void
}

export interface Calls {
  /** The answer's JSON, of the shape that is expected. Throws a `CollectFailure`. */
  json<Shape>(request: Request, shape: z.ZodType<Shape>, service?: Service): Promise<Shape>
  readonly counts: { readonly calls: number; readonly retries: number; readonly waitsMs: number }
  readonly quota: Report["quota"]
}

const backoffMs = { soon: 500, slowly: 15_000 } as const
const longestBackoffMs = { soon: 20_000, slowly: 300_000 } as const
/** The wait between two calls when the whole quota is used. */
const longestPauseMs = 30_000

export function createCalls(options: CallOptions): Calls {
  const counts = { calls: 0, retries: 0, waitsMs: 0 }
  const quota: {
    app_percent: number | null
    business_percent: number | null
    regain_minutes: number | null
  } = {
    app_percent: null,
    business_percent: null,
    regain_minutes: null,
  }
  let pauseMs = 0

  const sleep = async (ms: number): Promise<void> => {
    counts.waitsMs += Math.round(ms)
    await options.sleep(ms)
  }
  const noteUsage = (usage: Usage): void => {
    const { appPercent, businessPercent, regainMinutes } = usage
    quota.app_percent = higher(quota.app_percent, appPercent)
    quota.business_percent = higher(quota.business_percent, businessPercent)
    quota.regain_minutes = regainMinutes ?? quota.regain_minutes
    const used = Math.max(appPercent ?? 0, businessPercent ?? 0)
    const from = options.pauseAtPercent
    pauseMs = used < from ? 0 : longestPauseMs * Math.min(1, (used - from + 1) / (101 - from))
  }
  const one = async <Shape>(request: Request, shape: z.ZodType<Shape>, service: Service): Promise<Shape> => {
    if (pauseMs > 0 && pauseMs < options.remainingMs()) await sleep(pauseMs * (0.5 + options.random() / 2))
    const timeoutMs = Math.min(options.timeoutMs, options.remainingMs())
    if (timeoutMs <= 0) throw timeIsUp()
    counts.calls++
    const answer = await send(request, options.headers, timeoutMs)
    noteUsage(service.usageIn(answer.headers))
    const failure = service.failureIn(answer) ?? unusable(answer)
    if (failure !== undefined) throw failure
    const parsed = shape.safeParse(answer.body)
    if (parsed.success) return parsed.data
    const [issue] = parsed.error.issues
    throw new CollectFailure({
      kind: "invalid-answer",
      message:
        `the answer does not have the documented shape: ${issue?.path.join(".") ?? ""} ${issue?.message ?? ""}`.trim(),
    })
  }

  return {
    counts,
    quota,
    async json(request, shape, service = anyService) {
      for (let attempt = 1; ; attempt++)
        try {
          return await one(request, shape, service)
        } catch (error) {
          const failure = failureOf(error)
          const { sendAgain } = factsOfKinds[failure.details.kind]
          if (sendAgain === "never" || attempt >= options.attempts) throw failure
          const longest = Math.min(longestBackoffMs[sendAgain], backoffMs[sendAgain] * 2 ** attempt)
          const waitMs = Math.max(failure.details.waitMs ?? 0, longest / 2) + (longest / 2) * options.random()
          if (waitMs >= options.remainingMs()) throw failure
          options.onRetry(failure, waitMs)
          await sleep(waitMs)
          counts.retries++
        }
    },
  }
}

/** A service of which nothing special is known: failures by status. */
const anyService: Service = {
  failureIn: () => undefined,
  usageIn: () => ({ appPercent: undefined, businessPercent: undefined, regainMinutes: undefined }),
}

/** What no service means by an answer that is right. */
function unusable({ status, headers, body }: Answer): CollectFailure | undefined {
  const failed = (kind: CollectFailure["details"]["kind"], message: string, waitMs?: number) =>
    new CollectFailure({ kind, message, waitMs })
  if (status === 429) return failed("limited", "status 429: too many calls", retryAfterMs(headers))
  if (status >= 500) return failed("transient", `status ${status}`, retryAfterMs(headers))
  // Another host would get the token; the API itself does not redirect.
  if (status >= 300 && status < 400)
    return failed("invalid-answer", `status ${status}: a redirect to ${originOf(headers.get("location"))}`)
  if (status === 404) return failed("not-found", "status 404")
  if (status === 401) return failed("token", "status 401")
  if (status === 403) return failed("permission", "status 403")
  if (status >= 400) return failed("refused", `status ${status}`)
  if (body === undefined)
    return failed(
      "invalid-answer",
      `${headers.get("content-type") ?? "an answer without a type"} instead of JSON`,
    )
  return undefined
}

async function send(
  { url, method = "GET", headers, form }: Request,
  more: Readonly<Record<string, string>>,
  timeoutMs: number,
): Promise<Answer> {
  const stopped = new AbortController()
  const timer = new AbortController()
  // A timer of its own: the answer's body counts too.
  wait(timeoutMs, undefined, { signal: timer.signal, ref: false }).then(
    () => stopped.abort(),
    () => undefined,
  )
  try {
    const response = await fetch(url, {
      method,
      headers: { accept: "application/json", ...more, ...headers },
      ...(form === undefined ? {} : { body: new URLSearchParams(form) }),
      redirect: "manual",
      signal: stopped.signal,
    })
    const text = await response.text()
    return { status: response.status, headers: response.headers, body: parsed(text) }
  } catch (error) {
    const message = stopped.signal.aborted
      ? `no answer in ${Math.round(timeoutMs / 1000)} s`
      : `no whole answer: ${causesOf(error)}`
    throw new CollectFailure({ kind: "network", message }, error)
  } finally {
    timer.abort()
  }
}

function parsed(text: string): unknown {
  try {
    return readJson(text)
  } catch {
    return undefined
  }
}

/** `fetch failed` says nothing; its cause does. */
function causesOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const code = "code" in error && typeof error.code === "string" ? error.code : undefined
  return error.cause === undefined ? (code ?? error.message) : causesOf(error.cause)
}

function timeIsUp(): CollectFailure {
  return new CollectFailure({ kind: "deadline", message: "the function's time is up" })
}

function retryAfterMs(headers: Headers): number | undefined {
  const seconds = Number(headers.get("retry-after") ?? Number.NaN)
  return Number.isFinite(seconds) ? seconds * 1000 : undefined
}

function originOf(location: string | null): string {
  return location !== null && URL.canParse(location) ? new URL(location).origin : "another path"
}

function higher(known: number | null, told: number | undefined): number | null {
  return told === undefined ? known : Math.max(known ?? 0, told)
}
