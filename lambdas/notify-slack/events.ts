/** The messages that reach the function, in one form for all senders. */
import { createHash } from "node:crypto"
import { type Report, reportSchema } from "lux-sql/collect"
import * as z from "zod"

/** Something that went well or not, with what is said about it. */
export type Told =
  | { readonly type: "digest"; readonly at: string | undefined }
  | { readonly type: "report"; readonly report: Report }
  /** Equal ones, by `same`, are one alert in a period, and one line of the digest with their count. */
  | { readonly type: "alarm"; readonly same: string; readonly text: string; readonly isOver: boolean }
  | { readonly type: "run"; readonly same: string; readonly text: string; readonly hasFailed: boolean }

const digest = z.object({ digest: z.literal(true), at: z.iso.datetime({ offset: true }).optional() })
/** `condition` is RetriesExhausted, EventAgeExceeded and the like. An event that no function got has no response. */
const destination = z.object({
  requestContext: z.object({ functionArn: z.string(), condition: z.string().optional() }),
  requestPayload: z.unknown().optional(),
  responsePayload: z.unknown().optional(),
})
const asked = z.object({ collector: z.string(), at: z.string().optional() })
const thrown = z.object({ errorType: z.string().optional(), errorMessage: z.string() })
const topic = z.object({ Records: z.array(z.object({ Sns: z.object({ Message: z.string() }) })).min(1) })
const alarmOfTopic = z.object({
  AlarmName: z.string(),
  NewStateValue: z.string(),
  NewStateReason: z.string().default(""),
  /** What it means and what to do. */
  AlarmDescription: z.string().nullish(),
  /** An alarm that rings again is reported again. */
  StateChangeTime: z.string().optional(),
})
const alarmOfBus = z.object({
  "detail-type": z.literal("CloudWatch Alarm State Change"),
  detail: z.object({
    alarmName: z.string(),
    state: z.object({
      value: z.string(),
      reason: z.string().default(""),
      timestamp: z.string().optional(),
    }),
  }),
})
/** `run_results.json` of lux, or an event with its parts. */
const runResults = z.object({
  metadata: z.object({ invocation_id: z.string().optional() }).optional(),
  args: z.object({ which: z.string().optional() }).optional(),
  elapsed_time: z.number().optional(),
  results: z.array(z.object({ unique_id: z.string(), status: z.string(), message: z.string().nullish() })),
})

/** Reads an event. What nobody knows is an alarm too: silence would be worse. */
export function toldIn(event: unknown): readonly Told[] {
  const asDigest = digest.safeParse(event).data
  if (asDigest !== undefined) return [{ type: "digest", at: asDigest.at }]
  const report = reportIn(event)
  if (report !== undefined) return [{ type: "report", report }]
  const asDestination = destination.safeParse(event).data
  if (asDestination !== undefined) return [ofDestination(asDestination)]
  const asTopic = topic.safeParse(event).data
  if (asTopic !== undefined) return asTopic.Records.flatMap(({ Sns }) => ofMessage(Sns.Message))
  const asBus = alarmOfBus.safeParse(event).data
  if (asBus !== undefined) {
    const { alarmName, state } = asBus.detail
    return [alarm({ name: alarmName, state: state.value, reason: state.reason, since: state.timestamp })]
  }
  const asRun = runResults.safeParse(event).data
  if (asRun !== undefined) return [ofRun(asRun)]
  return [
    {
      type: "alarm",
      // Of two different ones neither hides the other.
      same: `unknown event ${createHash("sha256")
        .update(JSON.stringify(event) ?? "")
        .digest("hex")}`,
      text: `An event that nobody knows: ${shortened(event)}`,
      isOver: false,
    },
  ]
}

/** A report as a function returned it, or as the message of what it threw. */
function reportIn(value: unknown): Report | undefined {
  const report = reportSchema.safeParse(value).data
  const message = thrown.safeParse(value).data?.errorMessage
  return report ?? (message === undefined ? undefined : reportSchema.safeParse(json(message)).data)
}

function ofDestination({
  requestContext,
  requestPayload,
  responsePayload,
}: z.output<typeof destination>): Told {
  const report = reportIn(responsePayload)
  if (report !== undefined) return { type: "report", report }
  const { functionArn, condition = "" } = requestContext
  const name = functionArn.split(":")[6] ?? functionArn
  const { collector = "", at = "" } = asked.safeParse(requestPayload).data ?? {}
  const failed = [name, collector, at].filter(Boolean).join(" ")
  const error = thrown.safeParse(responsePayload).data
  // Such as a time limit that was not met.
  const text =
    error === undefined ? shortened(responsePayload) : `${error.errorType ?? "Error"}: ${error.errorMessage}`
  return {
    type: "alarm",
    same: [name, collector, condition, error?.errorType].join(" "),
    text: `${failed} failed without a report${condition === "" ? "" : ` (${condition})`}. ${text}`,
    isOver: false,
  }
}

function ofMessage(message: string): readonly Told[] {
  const found = alarmOfTopic.safeParse(json(message)).data
  if (found === undefined) return toldIn(json(message) ?? message)
  const { AlarmName, NewStateValue, NewStateReason, AlarmDescription, StateChangeTime } = found
  return [
    alarm({
      name: AlarmName,
      state: NewStateValue,
      reason: NewStateReason,
      description: AlarmDescription ?? "",
      since: StateChangeTime,
    }),
  ]
}

function alarm({
  name,
  state,
  reason,
  since = "",
  description = "",
}: {
  readonly name: string
  readonly state: string
  readonly reason: string
  /** When it came into the state. */
  readonly since: string | undefined
  readonly description?: string
}): Told {
  return {
    type: "alarm",
    same: `alarm ${name} ${since}`.trim(),
    text: `Alarm ${name} is ${state}. ${reason}\n${description}`.trim(),
    isOver: state === "OK",
  }
}

function ofRun({ metadata, args, elapsed_time, results }: z.output<typeof runResults>): Told {
  const failed = results.filter(({ status }) =>
    ["error", "fail", "runtime error", "partial success"].includes(status),
  )
  const name = `lux ${args?.which ?? "run"}`
  const took = elapsed_time === undefined ? "" : ` in ${Math.round(elapsed_time)} s`
  const id = metadata?.invocation_id === undefined ? "" : ` (invocation ${metadata.invocation_id})`
  if (failed.length === 0)
    return {
      type: "run",
      same: `${name} ok`,
      text: `${name}: ${results.length} nodes ok${took}${id}`,
      hasFailed: false,
    }
  const lines = failed
    .slice(0, 10)
    .map(({ unique_id, status, message }) => `• ${unique_id}: ${status}. ${message ?? ""}`.trim())
  const more = failed.length > 10 ? [`• and ${failed.length - 10} more`] : []
  return {
    type: "run",
    same: `${name} ${failed.map(({ unique_id }) => unique_id).join(" ")}`,
    text: [`${name}: ${failed.length} of ${results.length} nodes failed${took}${id}`, ...lines, ...more].join(
      "\n",
    ),
    hasFailed: true,
  }
}

function json(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function shortened(value: unknown): string {
  const text = JSON.stringify(value) ?? "nothing"
  return text.length > 500 ? `${text.slice(0, 500)}…` : text
}
