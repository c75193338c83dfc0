import { didYouMean } from "../../nearest.ts"

export interface Reworded extends Said {
  readonly code: "LUX-2004" | "LUX-2010"
}

interface Said {
  readonly message: string
  readonly hint?: string | undefined
}

interface Wording {
  readonly says: RegExp
  readonly means: (found: Readonly<Record<string, string | undefined>>) => Said
}

export const fullDiskHint =
  "Make room on the disk, or move the database elsewhere. What was published is whole."

/** True when the system takes no more bytes: no space, a quota, a limit of file sizes. */
export function isFullDisk(message: string): boolean {
  return /no space left on device|disk quota exceeded|file too large/i.test(message)
}

/** What DuckDB says of the mistakes that people make most, in words that say what to do. */
const wordings: readonly Wording[] = [
  {
    says: /^Referenced column "(?<name>.+?)" not found in FROM clause!(?: Candidate bindings: (?<near>.+))?/,
    means: ({ name = "", near }) => ({
      message: `column "${name}" does not exist in what is read here`,
      hint: choose(name, near),
    }),
  },
  {
    says: /^(?:Table|Values list|Alias) "(?<table>.+?)" does not have a column named "(?<name>.+?)"(?: Candidate bindings: ?:? (?<near>.+))?/,
    means: ({ table, name = "", near }) => ({
      message: `"${table}" has no column "${name}"`,
      hint: choose(name, near),
    }),
  },
  {
    says: /^(?:Table|View) with name (?<name>\S+) does not exist!(?: Did you mean (?<near>".+"))?/,
    // What the engine proposes is mostly one of its own tables.
    means: ({ name = "", near = "" }) => ({
      message: `table "${name}" does not exist`,
      hint: [
        didYouMean(name, namesIn(near)),
        'Models and seeds are read with {{ref "name"}}, sources with {{source "source" "table"}}.',
      ]
        .filter((part) => part !== undefined)
        .join(" "),
    }),
  },
  {
    says: /^(?:Scalar|Aggregate|Table|Scalar Macro) Function with name (?<name>\S+) does not exist!(?: Did you mean (?<near>".+"))?/,
    means: ({ name, near }) => ({
      message: `function "${name}" does not exist`,
      hint: near === undefined ? undefined : `Did you mean ${near.replace(/\?$/, "")}?`,
    }),
  },
]

/** The message of an engine in lux's words where it is a known one, and otherwise as it is. */
export function reworded(message: string): Reworded {
  if (isFullDisk(message))
    return { code: "LUX-2004", message: message.replace(/^.*?(?=Could not write)/, ""), hint: fullDiskHint }
  for (const { says, means } of wordings) {
    const groups = says.exec(message)?.groups
    if (groups !== undefined) return { code: "LUX-2010", ...means(groups) }
  }
  return { code: "LUX-2010", message }
}

function choose(name: string, near: string | undefined): string | undefined {
  if (near === undefined) return undefined
  const candidates = namesIn(near)
  return didYouMean(name, candidates) ?? `Near are: ${candidates.join(", ")}.`
}

function namesIn(text: string): readonly string[] {
  return [...text.matchAll(/"([^"]+)"/g)].map(([, name = ""]) => name)
}
