/**
 * What the errors of the Graph API mean for a collector.
 * https://developers.facebook.com/docs/graph-api/guides/error-handling
 * https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/error-codes
 */
import { type Answer, CollectFailure, type FailureKind } from "lux-sql/collect"
import * as z from "zod"
import { usageIn } from "./usage-headers.ts"

const errorSchema = z.object({
  error: z.object({
    message: z.string().default("an error without a message"),
    code: z.number().optional(),
    error_subcode: z.number().optional(),
    is_transient: z.boolean().optional(),
    error_user_msg: z.string().optional(),
    fbtrace_id: z.string().optional(),
  }),
})

const kinds: Readonly<Record<number, FailureKind>> = {
  [-1]: "transient",
  [-2]: "transient",
  1: "transient",
  2: "transient",
  4: "limited",
  17: "limited",
  32: "limited",
  341: "limited",
  613: "limited",
  80002: "limited",
  102: "token",
  104: "token",
  190: "token",
  10: "permission",
  18: "too-many-hashtags",
  24: "not-found",
  100: "not-found",
  110: "not-found",
}
const notProfessional = 2207013

/** The failure that an answer is; undefined where it is none of the API's own. */
export function failureIn({ status, headers, body }: Answer): CollectFailure | undefined {
  const parsed = errorSchema.safeParse(body)
  if (!parsed.success) return notOfTheApi(status, body)
  const { code, error_subcode, is_transient, message, error_user_msg, fbtrace_id } = parsed.data.error
  const kind = kindOf(status, code, error_subcode, is_transient)
  const minutes = usageIn(headers).regainMinutes
  return new CollectFailure({
    kind,
    message: [message, error_user_msg].filter((each) => each !== undefined).join(" "),
    code,
    subcode: error_subcode,
    fbtraceId: fbtrace_id,
    waitMs: kind === "limited" && minutes !== undefined ? minutes * 60_000 : undefined,
  })
}

function kindOf(
  status: number,
  code: number | undefined,
  subcode: number | undefined,
  isTransient: boolean | undefined,
): FailureKind {
  if (subcode === notProfessional) return "not-found"
  const known = code === undefined ? undefined : kinds[code]
  if (known !== undefined) return known
  if (code !== undefined && code >= 200 && code <= 299) return "permission"
  return isTransient === true || status >= 500 ? "transient" : "refused"
}

/** A page in HTML is somebody else's, also with a status that says more: another try may reach the API. */
function notOfTheApi(status: number, body: unknown): CollectFailure | undefined {
  if (body !== undefined || status < 400 || status >= 500 || status === 429) return undefined
  return new CollectFailure({ kind: "invalid-answer", message: `status ${status} without JSON` })
}
