/** An error as the Graph API answers it. */
export interface GraphFailure {
  readonly status: number
  readonly code: number
  readonly message: string
  readonly subcode?: number
  readonly type?: string
  readonly transient?: boolean
  readonly title?: string
  readonly userMessage?: string
}

/** Thrown by what answers a call. */
export class GraphError extends Error {
  readonly failure: GraphFailure

  constructor(failure: GraphFailure) {
    super(failure.message)
    this.failure = failure
  }
}

/** The body of an answer that is an error. */
export function errorBody(failure: GraphFailure, traceId: string): unknown {
  const { message, type = "OAuthException", code, subcode, transient, title, userMessage } = failure
  return {
    error: {
      message,
      type,
      code,
      ...(subcode === undefined ? {} : { error_subcode: subcode }),
      ...(transient === undefined ? {} : { is_transient: transient }),
      ...(title === undefined ? {} : { error_user_title: title }),
      ...(userMessage === undefined ? {} : { error_user_msg: userMessage }),
      fbtrace_id: traceId,
    },
  }
}

/**
 * The errors that the calls of collectors can meet. docs/contribute/instagram-stand-in.md says which page each is from, and what of it no
 * page says.
 */
export const failures = {
  timeout: { status: 400, code: -2, message: "Timeout", transient: true },
  server: {
    status: 400,
    code: -1,
    subcode: 2207001,
    message: "Instagram server error. Try again.",
    transient: true,
  },
  unknown: { status: 500, code: 1, message: "An unknown error occurred", transient: false },
  service: {
    status: 500,
    code: 2,
    message: "An unexpected error has occurred. Please retry your request later.",
    transient: true,
  },
  appLimit: { status: 403, code: 4, message: "(#4) Application request limit reached", transient: true },
  permission: {
    status: 403,
    code: 10,
    message: "(#10) Application does not have permission for this action",
  },
  userLimit: { status: 400, code: 17, message: "(#17) User request limit reached", transient: true },
  hashtagLimit: {
    status: 400,
    code: 18,
    subcode: 2207034,
    message: "(#18) The limit of unique hashtags is reached",
    transient: false,
    title: "Hashtag limit reached",
    userMessage: "At most 30 unique hashtags can be queried within 7 days.",
  },
  hashtagMissing: {
    status: 400,
    code: 24,
    subcode: 2207024,
    message: "The requested resource does not exist",
    transient: false,
    title: "Hashtag not found",
    userMessage: "The hashtag does not exist.",
  },
  pageLimit: { status: 403, code: 32, message: "(#32) Page request limit reached", transient: true },
  tokenMissing: {
    status: 400,
    code: 104,
    message: "An access token is required to request this resource.",
  },
  userMissing: {
    status: 400,
    code: 110,
    subcode: 2207013,
    message: "Invalid user id",
    transient: false,
    title: "Cannot find User",
    userMessage: "The user cannot be found.",
  },
  tokenInvalid: {
    status: 400,
    code: 190,
    message: "Invalid OAuth access token - Cannot parse access token",
  },
  tokenExpired: {
    status: 400,
    code: 190,
    subcode: 463,
    message: "Error validating access token: Session has expired.",
  },
  tokenRevoked: {
    status: 400,
    code: 190,
    subcode: 460,
    message:
      "Error validating access token: The session has been invalidated because the user changed their password or Facebook has changed the session for security reasons.",
  },
  scope: {
    status: 403,
    code: 200,
    message: "(#200) The permission instagram_manage_insights is missing",
  },
  limitReached: { status: 403, code: 341, message: "(#341) Application limit reached", transient: true },
  customLimit: {
    status: 400,
    code: 613,
    message: "(#613) Calls to this api have exceeded the rate limit.",
    transient: true,
  },
  businessLimit: {
    status: 400,
    code: 80002,
    message: "(#80002) There have been too many calls to this Instagram account. Wait a bit and try again.",
    transient: true,
  },
} as const satisfies Readonly<Record<string, GraphFailure>>

/** The token's 60 days are over. */
export function tokenExpired(expired: Date, now: Date): GraphFailure {
  return {
    ...failures.tokenExpired,
    message: `Error validating access token: Session has expired on ${pacific(expired)}. The current time is ${pacific(now)}.`,
  }
}

/** A parameter that is missing or wrong, with code 100. */
export function wrongParameter(message: string): GraphError {
  return new GraphError({ status: 400, code: 100, message: `(#100) ${message}` })
}

/** A field that the node does not have. `node` is such as `ShadowIGMedia`. */
export function unknownField(field: string, node: string): GraphError {
  return wrongParameter(`Tried accessing nonexisting field (${field}) on node type (${node})`)
}

/** An id of nothing, or of something that the token may not read. */
export function unknownObject(id: string): GraphError {
  return new GraphError({
    status: 400,
    code: 100,
    subcode: 33,
    type: "GraphMethodException",
    message: `Unsupported get request. Object with ID '${id}' does not exist, cannot be loaded due to missing permissions, or does not support this operation`,
  })
}

export function unknownPath(path: string): GraphError {
  return new GraphError({ status: 400, code: 2500, message: `Unknown path components: ${path}` })
}

export function unsupportedMethod(method: string): GraphError {
  return new GraphError({
    status: 400,
    code: 100,
    subcode: 33,
    type: "GraphMethodException",
    message: `Unsupported ${method.toLowerCase()} request.`,
  })
}

/** As in `Thursday, 29-Jul-21 10:00:00 PDT`, of which the weekday's and the zone's names do not matter to anybody. */
function pacific(at: Date): string {
  const [weekday = "", day = "", month = "", year = "", time = ""] = at
    .toUTCString()
    .replace(",", "")
    .split(" ")
  const long = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]
  const name = long.find((each) => each.startsWith(weekday)) ?? weekday
  return `${name}, ${day}-${month}-${year.slice(2)} ${time} UTC`
}
