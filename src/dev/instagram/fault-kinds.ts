import { failures, type GraphFailure } from "./graph-error.ts"

/** The call is turned away with an error of the Graph API. */
const errorKinds = [
  "timeout",
  "instagram-error",
  "unknown-error",
  "service-error",
  "transient",
  "app-rate-limit",
  "no-permission",
  "user-rate-limit",
  "hashtag-limit",
  "hashtag-not-found",
  "page-rate-limit",
  "bad-parameter",
  "account-not-found",
  "private-account",
  "expired-token",
  "revoked-token",
  "missing-scope",
  "limit-reached",
  "custom-rate-limit",
  "business-rate-limit",
] as const

/** Something other than an answer of the Graph API comes back, or nothing. */
const transportKinds = [
  "slow",
  "cut",
  "reset",
  "malformed-json",
  "html",
  "bad-gateway",
  "unavailable",
  "empty",
  "redirect",
] as const

/** The call is answered with other records, or other pages, than are there. */
const contentKinds = [
  "hidden-likes",
  "unknown-fields",
  "wrong-types",
  "no-id",
  "numeric-id",
  "new-media-type",
  "repeated-cursor",
  "short-page",
  "renamed",
] as const

export const faultKinds = [...errorKinds, ...transportKinds, ...contentKinds] as const
export type FaultKind = (typeof faultKinds)[number]
type ErrorKind = (typeof errorKinds)[number]
export type TransportKind = (typeof transportKinds)[number]

const errors: Readonly<Record<ErrorKind, GraphFailure>> = {
  timeout: failures.timeout,
  "instagram-error": failures.server,
  "unknown-error": failures.unknown,
  "service-error": failures.service,
  transient: { status: 500, code: 960, message: "Request aborted", transient: true },
  "app-rate-limit": failures.appLimit,
  "no-permission": failures.permission,
  "user-rate-limit": failures.userLimit,
  "hashtag-limit": failures.hashtagLimit,
  "hashtag-not-found": failures.hashtagMissing,
  "page-rate-limit": failures.pageLimit,
  "bad-parameter": { status: 400, code: 100, message: "(#100) Invalid parameter" },
  "account-not-found": failures.userMissing,
  "private-account": failures.userMissing,
  "expired-token": failures.tokenExpired,
  "revoked-token": failures.tokenRevoked,
  "missing-scope": failures.scope,
  "limit-reached": failures.limitReached,
  "custom-rate-limit": failures.customLimit,
  "business-rate-limit": failures.businessLimit,
}

/** The error that a kind of fault is answered with, if it is. */
export function failureOf(kind: FaultKind): GraphFailure | undefined {
  return isError(kind) ? errors[kind] : undefined
}

export function isError(kind: FaultKind): kind is ErrorKind {
  return errorKinds.some((each) => each === kind)
}

export function isTransport(kind: FaultKind): kind is TransportKind {
  return transportKinds.some((each) => each === kind)
}

const limited: Partial<Record<FaultKind, "app" | "business">> = {
  "app-rate-limit": "app",
  "user-rate-limit": "app",
  "page-rate-limit": "app",
  "limit-reached": "app",
  "custom-rate-limit": "app",
  "business-rate-limit": "business",
}

/** The header in which a rate limit shows, if it does. */
export function limitedUsage(kind: FaultKind): "app" | "business" | undefined {
  return limited[kind]
}
