import { LuxError } from "../../errors.ts"
import type { FailureMessage } from "../../reporters/failure-message.ts"
import { hideSecrets, maskedDeep } from "../../secrets.ts"

type Env = Readonly<Record<string, string | undefined>>

/** How long a receiver may take, in milliseconds. */
const patience = 5000

/**
 * Posts what failed as JSON to an address, or hands it to a Lambda function, `lambda:NAME`. Slack's own addresses get the
 * text alone, as they take nothing else. Gives the warning LUX-3431 where that fails.
 */
export async function postFailure(
  to: string,
  message: FailureMessage,
  env: Env,
): Promise<LuxError | undefined> {
  // Anyone who has the address of a webhook may post to it.
  hideSecrets({ ON_FAILURE_SECRET: to })
  const body = maskedDeep(message)
  try {
    if (to.startsWith("lambda:")) await invoke(to.slice("lambda:".length), body, env)
    else await post(new URL(to), body)
    return undefined
  } catch (error) {
    const reason =
      error instanceof Error
        ? error.cause instanceof Error
          ? error.cause.message
          : error.message
        : String(error)
    return new LuxError("LUX-3431", `the failure could not be reported: ${reason}`, {
      hint: "--on-failure takes the address of a webhook, or lambda:NAME for a function such as notify-slack.",
      cause: error,
    })
  }
}

async function post(address: URL, message: FailureMessage): Promise<void> {
  const isSlack = address.hostname === "hooks.slack.com"
  const response = await fetch(address, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(isSlack ? { text: message.text } : message),
    signal: AbortSignal.timeout(patience),
  })
  if (!response.ok) throw new Error(`the receiver answered ${response.status}`)
}

/** Nobody waits for what the function does: Lambda keeps the event, and calls it again where it fails. */
async function invoke(name: string, message: FailureMessage, env: Env): Promise<void> {
  const { lambdaCaller } = await import("../../api/lambdas/lambda-client.ts")
  await lambdaCaller(env, patience)({ name, payload: message, later: true })
}
