import { Parser } from "yargs/helpers"
import { aliasesOf, type Flags } from "./flag.ts"
import type { Given } from "./usage.ts"

/** Takes arguments apart into words and flags. Whether the command takes them is not its matter. */
export function readFlags(args: readonly string[], flags: Flags): Given {
  const named = (type: string): string[] =>
    Object.entries(flags).flatMap(([name, flag]) => (flag.type === type ? [name] : []))
  const { _: words, ...values } = Parser(
    args.map((arg) => turnedOff(arg, flags)),
    {
      string: ["_", ...named("string"), ...named("array")],
      array: named("array"),
      boolean: named("boolean"),
      alias: Object.fromEntries(Object.entries(flags).map(([name, flag]) => [name, [...aliasesOf(flag)]])),
      configuration: {
        "boolean-negation": false,
        "camel-case-expansion": false,
        "dot-notation": false,
        "parse-numbers": false,
        "parse-positional-numbers": false,
        "strip-aliased": true,
      },
    },
  )
  // Of a switch that is given several times, in an alias and next to it, the last holds.
  for (const name of named("boolean")) {
    const given: unknown = values[name]
    if (Array.isArray(given)) values[name] = given.at(-1)
  }
  return { words: words.map(String), flags: values }
}

/** `--no-defer` as `--defer=false`, for a switch that an environment variable may have turned on. */
function turnedOff(arg: string, flags: Flags): string {
  const name = /^--no-([\w-]+)$/.exec(arg)?.[1]
  return name !== undefined && flags[name]?.type === "boolean" ? `--${name}=false` : arg
}
