import { LuxError } from "../errors.ts"
import { didYouMean } from "../nearest.ts"
import type { Flag, Flags } from "./flag.ts"

type Env = Readonly<Record<string, string | undefined>>

/** Flags that an environment variable gives where the command line does not: `LUX_THREADS` for `--threads`. */
export const environmentFlags: readonly string[] = [
  "project-dir",
  "target",
  "vars",
  "no-cache",
  "quiet",
  "no-color",
  "log-format",
  "warn-error",
  "warn-error-options",
  "threads",
  "fail-fast",
  "full-refresh",
  "lock-timeout",
  "lease-timeout",
  "task",
  "indirect-selection",
  "state",
  "defer",
  "favor-state",
  "junit",
  "metrics-file",
  "log-file",
  "on-failure",
]

export function variableOf(flag: string, program: "LUX" | "DBT" = "LUX"): string {
  return `${program}_${flag.toUpperCase().replaceAll("-", "_")}`
}

/**
 * What the environment says of a command's flags that its command line does not give. A variable that is empty says
 * nothing. Variables of dbt count where lux's own say nothing. Throws LUX-9004 for a value that the flag does not take.
 */
export function flagsOfEnvironment(
  given: Readonly<Record<string, unknown>>,
  flags: Flags,
  env: Env,
): Readonly<Record<string, string | boolean>> {
  const found: Record<string, string | boolean> = {}
  for (const name of environmentFlags) {
    const flag = flags[name]
    const text = env[variableOf(name)] || ofDbt(name, env)
    if (
      flag === undefined ||
      flag.environment === false ||
      given[name] !== undefined ||
      text === undefined ||
      text === ""
    )
      continue
    found[name] = flag.type === "boolean" ? booleanOf(name, text) : textOf(name, flag, text)
  }
  return found
}

/** Flags that dbt's variables of the same name give too. */
const dbtVariables: ReadonlySet<string> = new Set([
  "project-dir",
  "target",
  "quiet",
  "warn-error",
  "warn-error-options",
  "fail-fast",
  "full-refresh",
  "indirect-selection",
  "state",
  "defer",
  "favor-state",
])

/** What dbt's variables say of a flag: programs that call dbt set them. */
function ofDbt(name: string, env: Env): string | undefined {
  if (name === "no-cache") return isOff(env["DBT_PARTIAL_PARSE"]) ? "true" : undefined
  if (name === "no-color") return isOff(env["DBT_USE_COLORS"]) ? "true" : undefined
  if (name === "log-format") return env["DBT_LOG_FORMAT"] === "json" ? "dbt-json" : undefined
  if (!dbtVariables.has(name)) return undefined
  const text = env[variableOf(name, "DBT")]
  return text || (name === "state" ? env["DBT_DEFER_STATE"] : undefined)
}

/** As dbt reads a switch: `False`, `0`, `n`. */
function isOff(text: string | undefined): boolean {
  return ["0", "f", "false", "n", "no", "off"].includes(text?.toLowerCase() ?? "")
}

function booleanOf(name: string, text: string): boolean {
  const word = text.toLowerCase()
  if (["1", "t", "true", "y", "yes", "on"].includes(word)) return true
  if (isOff(word)) return false
  throw new LuxError("LUX-9004", `${variableOf(name)} is "${text}"`, { hint: "It takes true or false." })
}

function textOf(name: string, { choices }: Flag, text: string): string {
  if (choices === undefined || choices.includes(text)) return text
  throw new LuxError("LUX-9004", `${variableOf(name)} is "${text}"`, {
    hint: didYouMean(text, choices) ?? `It takes ${choices.join(", ")}.`,
  })
}
