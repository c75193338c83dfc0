/** What the calls take, as the service checks it. */
import * as z from "zod"
import { dataApiLimits } from "../../warehouse/redshift/data-api/data-api-config.ts"
import { invalid } from "./service-error.ts"

const parameter = z.object({ name: z.string().min(1), value: z.string().min(1) })
const place = {
  ClusterIdentifier: z.string().optional(),
  WorkgroupName: z.string().optional(),
  SecretArn: z.string().optional(),
  DbUser: z.string().optional(),
  Database: z.string().optional(),
  SessionId: z.string().optional(),
}
const waiting = { WaitTimeSeconds: z.number().int().min(0).max(dataApiLimits.waitSeconds).optional() }
const running = {
  ...place,
  ...waiting,
  ClientToken: z.string().min(1).max(64).optional(),
  StatementName: z.string().optional(),
  SessionKeepAliveSeconds: z.number().int().min(0).max(86_400).optional(),
  Parameters: z.array(parameter).min(1).optional(),
}
const sql = z.string().min(1)
export const executeInput = z.object({ ...running, Sql: sql })
export const batchInput = z.object({
  ...running,
  Sqls: z.array(sql).min(1).max(dataApiLimits.statementsInBatch),
  ExecutionMode: z.enum(["TRANSACTION", "AUTO_COMMIT"]).optional(),
})
export const idInput = z.object({ Id: z.string(), NextToken: z.string().optional(), ...waiting })
export const listInput = z.object({ StatementName: z.string().optional(), Status: z.string().optional() })

export type Running = z.output<typeof executeInput>

/** The input of a call. Throws what the service says of one that it does not take. */
export function parse<T>(schema: z.ZodType<T>, input: unknown): T {
  const result = schema.safeParse(input)
  if (result.success) return result.data
  const [issue] = result.error.issues
  throw invalid(`${issue?.path.join(".")}: ${issue?.message}`)
}
