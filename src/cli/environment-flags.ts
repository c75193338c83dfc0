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
  "indirect-selection",
  "state",
  "defer",
  "favor-state",
]

export function variableOf(flag: string): string {
  return `LUX_${flag.toUpperCase().replaceAll("-", "_")}`
}

/**
 * What the environment says of a command's flags that its command line does not give. A variable that is empty says
 * nothing. Throws LUX-9004 for a value that the flag does not take.
 */
export function flagsOfEnvironment(
  given: Readonly<Record<string, unknown>>,
  flags: Flags,
  env: Env,
): Readonly<Record<string, string | boolean>> {
  const found: Record<string, string | boolean> = {}
  for (const name of environmentFlags) {
    const flag = flags[name]
    const text = env[variableOf(name)]
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

function booleanOf(name: string, text: string): boolean {
  const word = text.toLowerCase()
  if (["1", "true", "yes", "on"].includes(word)) return true
  if (["0", "false", "no", "off"].includes(word)) return false
  throw new LuxError("LUX-9004", `${variableOf(name)} is "${text}"`, { hint: "It takes true or false." })
}

function textOf(name: string, { choices }: Flag, text: string): string {
  if (choices === undefined || choices.includes(text)) return text
  throw new LuxError("LUX-9004", `${variableOf(name)} is "${text}"`, {
    hint: didYouMean(text, choices) ?? `It takes ${choices.join(", ")}.`,
  })
}
