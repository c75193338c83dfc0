import * as z from "zod"
import type { Answer } from "./call.ts"
import { errorBody, type GraphFailure, wrongParameter } from "./graph-error.ts"
import type { Incoming } from "./incoming.ts"

const requests = z
  .array(z.looseObject({ method: z.string(), relative_url: z.string() }))
  .min(1)
  .max(50)

/**
 * The calls of a batch, which is sent as a form; undefined for a call that is none. Throws error 100 where it is not written as
 * one. https://developers.facebook.com/docs/graph-api/batch-requests
 */
export function batchOf(call: Incoming, path: readonly string[]): readonly Incoming[] | undefined {
  const text = call.parameters.get("batch")
  if (text === null || call.method !== "POST" || path.length > 0) return undefined
  return read(text).map(({ method, relative_url }) => {
    const url = new URL(relative_url.replace(/^\/*/, "/"), call.origin)
    return {
      ...call,
      method: method.toUpperCase(),
      path: url.pathname.split("/").filter((part) => part !== ""),
      parameters: url.searchParams,
      token: url.searchParams.get("access_token") ?? call.token,
    }
  })
}

/** One answer of many: each with its status, and its body as text. */
export function batched(outcomes: readonly (Answer | GraphFailure)[], call: Incoming, trace: string): Answer {
  const headers = call.parameters.get("include_headers") === "false" ? {} : { headers: jsonHeaders }
  const answers = outcomes.flatMap((outcome) => ("code" in outcome ? [] : [outcome]))
  return {
    body: outcomes.map((outcome) =>
      "code" in outcome
        ? { code: outcome.status, ...headers, body: JSON.stringify(errorBody(outcome, trace)) }
        : { code: 200, ...headers, body: JSON.stringify(outcome.body) },
    ),
    given: answers.flatMap(({ given }) => given),
    delivered() {
      for (const { delivered } of answers) delivered?.()
    },
  }
}

const jsonHeaders = [{ name: "Content-Type", value: "application/json; charset=UTF-8" }]

function read(text: string): z.output<typeof requests> {
  try {
    return requests.parse(JSON.parse(text))
  } catch {
    throw wrongParameter("Invalid parameter: batch")
  }
}
