/**
 * Sets the usage limits of a workgroup of Redshift Serverless, which CloudFormation has no resource for. It is called as a
 * custom resource: its properties are the limits, and limits that are not among them are removed.
 */
import {
  CreateUsageLimitCommand,
  DeleteUsageLimitCommand,
  paginateListUsageLimits,
  RedshiftServerlessClient,
  UpdateUsageLimitCommand,
  type UsageLimit,
} from "@aws-sdk/client-redshift-serverless"
import * as z from "zod"

const limitSchema = z.object({
  Period: z.enum(["daily", "weekly", "monthly"]),
  /** CloudFormation hands numbers over as texts. */
  RpuHours: z.coerce.number().int().positive(),
  BreachAction: z.enum(["log", "emit-metric", "deactivate"]),
})
const eventSchema = z.object({
  RequestType: z.enum(["Create", "Update", "Delete"]),
  ResponseURL: z.url(),
  StackId: z.string(),
  RequestId: z.string(),
  LogicalResourceId: z.string(),
  ResourceProperties: z.object({ WorkgroupArn: z.string().min(1), Limits: z.array(limitSchema) }),
})

type Event = z.output<typeof eventSchema>

/** Answers CloudFormation in any case: a stack without an answer waits for an hour. */
export async function handler(input: unknown): Promise<void> {
  const event = eventSchema.parse(input)
  const failure = await setLimits(event).then(
    () => undefined,
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  )
  await answer(event, failure)
}

async function setLimits({ RequestType, ResourceProperties }: Event): Promise<void> {
  const { WorkgroupArn, Limits } = ResourceProperties
  const client = new RedshiftServerlessClient({})
  const wanted = RequestType === "Delete" ? [] : Limits
  const left = new Map((await limitsOf(client, WorkgroupArn)).map((limit) => [limit.period, limit]))
  for (const { Period, RpuHours: amount, BreachAction: breachAction } of wanted) {
    const usageLimitId = left.get(Period)?.usageLimitId
    left.delete(Period)
    if (usageLimitId !== undefined) {
      await client.send(new UpdateUsageLimitCommand({ usageLimitId, amount, breachAction }))
      continue
    }
    const limit = { usageType: "serverless-compute", period: Period, amount, breachAction } as const
    await client.send(new CreateUsageLimitCommand({ resourceArn: WorkgroupArn, ...limit }))
  }
  for (const { usageLimitId } of left.values())
    await client.send(new DeleteUsageLimitCommand({ usageLimitId: usageLimitId ?? "" }))
}

async function limitsOf(
  client: RedshiftServerlessClient,
  resourceArn: string,
): Promise<readonly UsageLimit[]> {
  const found: UsageLimit[] = []
  const pages = paginateListUsageLimits({ client }, { resourceArn, usageType: "serverless-compute" })
  for await (const { usageLimits = [] } of pages) found.push(...usageLimits)
  return found
}

async function answer(event: Event, failure: string | undefined): Promise<void> {
  const { ResponseURL, StackId, RequestId, LogicalResourceId, ResourceProperties } = event
  const response = await fetch(ResponseURL, {
    method: "PUT",
    body: JSON.stringify({
      Status: failure === undefined ? "SUCCESS" : "FAILED",
      ...(failure === undefined ? {} : { Reason: failure }),
      // The same for each limit of a workgroup, so that CloudFormation updates in place.
      PhysicalResourceId: `${ResourceProperties.WorkgroupArn}/usage-limits`,
      StackId,
      RequestId,
      LogicalResourceId,
    }),
  })
  if (!response.ok) throw new Error(`CloudFormation did not take the answer: ${response.status}`)
}
