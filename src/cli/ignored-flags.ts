/**
 * Flags of dbt that change nothing in lux. Programs that call dbt pass them whatever they call, so they are left out with a
 * notice. By long name, without its dashes and without `no-`: whether they take a value.
 */
const ignored: Readonly<Record<string, "value" | "switch">> = {
  "profiles-dir": "value",
  profile: "value",
  "skip-profile-setup": "switch",
  "use-colors": "switch",
  "partial-parse": "switch",
  "log-level": "value",
  debug: "switch",
  "log-path": "value",
  "log-level-file": "value",
  "log-format-file": "value",
  "log-file-max-bytes": "value",
  "use-colors-file": "switch",
  "log-cache-events": "switch",
  "version-check": "switch",
  "printer-width": "value",
  print: "switch",
  "cache-selected-only": "switch",
  "populate-cache": "switch",
  "static-parser": "switch",
  "use-experimental-parser": "switch",
  "send-anonymous-usage-stats": "switch",
  "record-timing-info": "value",
  "write-json": "switch",
  introspect: "switch",
}

/** What the commands of lux have under such a name: `--no-partial-parse`, `lux parse --write-json`. */
const own: ReadonlySet<string> = new Set(["no-use-colors", "no-partial-parse", "write-json"])

export interface Kept {
  readonly args: readonly string[]
  /** Flags that were left out, as they were given. */
  readonly ignored: readonly string[]
}

/** The arguments without what means nothing to lux; what stands behind `--` stays. */
export function withoutIgnoredFlags(args: readonly string[]): Kept {
  const kept: string[] = []
  const left: string[] = []
  for (let at = 0; at < args.length; at++) {
    const arg = args[at] ?? ""
    if (arg === "--") return { args: [...kept, ...args.slice(at)], ignored: left }
    const [, name = "", value] = /^--([\w-]+)(=.*)?$/s.exec(arg) ?? []
    const isOwn = name === "write-json" ? args.includes("parse") : own.has(name)
    const takes = isOwn ? undefined : kindOf(name)
    if (takes === undefined) {
      kept.push(arg)
      continue
    }
    left.push(`--${name}`)
    if (takes === "value" && value === undefined) at++
  }
  return { args: kept, ignored: left }
}

function kindOf(name: string): "value" | "switch" | undefined {
  if (Object.hasOwn(ignored, name)) return ignored[name]
  const positive = name.replace(/^no-/, "")
  return Object.hasOwn(ignored, positive) && ignored[positive] === "switch" ? "switch" : undefined
}
