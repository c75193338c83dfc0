import { InvokeCommand, type InvokeCommandOutput, LambdaClient } from "@aws-sdk/client-lambda"
import { quietAwsSdk } from "../../warehouse/aws-sdk.ts"

export interface LambdaCall {
  readonly name: string
  readonly payload: unknown
  /** True: nobody waits for what the function does. */
  readonly later?: boolean
}

/**
 * Calls functions where the environment says that they are, each once. Loaded when it is needed: bundled, the names of a
 * CommonJS module are found by imports that are static.
 */
export function lambdaCaller(
  env: Readonly<Record<string, string | undefined>>,
  timeoutMs: number,
): (call: LambdaCall) => Promise<InvokeCommandOutput> {
  quietAwsSdk()
  const region = env["AWS_REGION"]
  const endpoint = env["AWS_ENDPOINT_URL_LAMBDA"] || env["AWS_ENDPOINT_URL"]
  const client = new LambdaClient({
    ...(region ? { region } : {}),
    ...(endpoint ? { endpoint } : {}),
    requestHandler: { requestTimeout: timeoutMs },
    maxAttempts: 1,
  })
  return ({ name, payload, later = false }) =>
    client.send(
      new InvokeCommand({
        FunctionName: name,
        InvocationType: later ? "Event" : "RequestResponse",
        Payload: Buffer.from(JSON.stringify(payload)),
      }),
    )
}
