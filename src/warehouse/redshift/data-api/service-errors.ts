import { WarehouseError } from "../../errors.ts"

const busy = new Set([
  "ThrottlingException",
  "TooManyRequestsException",
  "ActiveStatementsExceededException",
  "ActiveSessionsExceededException",
  "ActiveWaitingRequestsExceededException",
  "InternalServerException",
  "DatabaseConnectionException",
  "ServiceUnavailableException",
  "TimeoutError",
])
const expired = new Set(["ExpiredTokenException", "ExpiredToken", "RequestExpired"])
const dropped = new Set(["ECONNRESET", "ECONNREFUSED", "EPIPE", "ETIMEDOUT", "ENOTFOUND", "EAI_AGAIN"])

/** What is wrong with the service itself: too much to do, or credentials that no longer hold; undefined for a refusal. */
export function serviceFault(error: unknown): "busy" | "expired" | undefined {
  if (!(error instanceof Error)) return undefined
  if (expired.has(error.name)) return "expired"
  if (busy.has(error.name)) return "busy"
  if ("code" in error && typeof error.code === "string" && dropped.has(error.code)) return "busy"
  const status = statusOf(error)
  return status !== undefined && status >= 500 ? "busy" : undefined
}

/** Nothing listens at the address, or there is no such name. */
export function isUnreachable(error: unknown): boolean {
  return (
    error instanceof Error && "code" in error && (error.code === "ECONNREFUSED" || error.code === "ENOTFOUND")
  )
}

/** What a user reads of an address that never answered. */
export function unreachable(error: unknown): Error {
  const message = error instanceof Error ? error.message : String(error)
  return new WarehouseError("LUX-2603", `the Redshift Data API cannot be reached: ${message}`, {
    sql: "",
    cause: error,
    transient: true,
    hint: "Check region and endpoint of the target, and the network.",
  })
}

function statusOf(error: Error): number | undefined {
  if (!("$metadata" in error)) return undefined
  const { $metadata } = error
  if (typeof $metadata !== "object" || $metadata === null || !("httpStatusCode" in $metadata))
    return undefined
  return typeof $metadata.httpStatusCode === "number" ? $metadata.httpStatusCode : undefined
}

/** What a user reads of it. */
export function serviceError(error: unknown): Error {
  if (!(error instanceof Error)) return new Error(String(error))
  const known = { sql: "", cause: error }
  if (expired.has(error.name) || /credential/i.test(error.name))
    return new WarehouseError("LUX-2602", `AWS refuses the credentials: ${error.message}`, {
      ...known,
      hint: "Look at AWS_PROFILE, the role or the environment that the credentials come from.",
    })
  if (serviceFault(error) !== undefined)
    return new WarehouseError("LUX-2603", `the Redshift Data API does not answer: ${error.message}`, {
      ...known,
      transient: true,
      hint: "It was asked for over a minute. Nothing was applied twice: run it again.",
    })
  return new WarehouseError("LUX-2604", `the Redshift Data API refuses: ${error.message}`, {
    ...known,
    transient: isUnavailable.test(error.message),
  })
}

/** Whether the service says that the cluster or workgroup takes no statements now. A session that is gone is another matter. */
export function saysUnavailable(error: unknown): error is Error {
  return (
    error instanceof Error &&
    serviceFault(error) === undefined &&
    isUnavailable.test(error.message) &&
    !/\bsession/i.test(error.message)
  )
}

/** A cluster that does not come back by itself. */
export const pausing = /\bpaus(ed|ing)\b/i

/** How AWS tells of a cluster that is paused, resumes, restarts or changes: the call itself is right. */
const isUnavailable =
  /\b(not (currently |yet )?available|unavailable|paus(ed|ing)|resum(ed|ing)|reboot(ed|ing)|(being|currently) (modified|resized|created|restored))\b/i
