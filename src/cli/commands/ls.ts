import type { ListedNode } from "../../api/types.ts"
import { LuxError } from "../../errors.ts"
import { didYouMean } from "../../nearest.ts"
import { jsonOf } from "../../reporters/json-of.ts"
import { type ArgsOf, defineCommand } from "../command.ts"
import { selectionFlags } from "../flags.ts"
import { openLux } from "../open-lux.ts"
import { selectionOptions } from "../selection-options.ts"
import { writeOut } from "../streams.ts"
import { writeWarnings } from "../warnings.ts"

const flags = {
  ...selectionFlags,
  output: {
    type: "string",
    choices: ["text", "selector", "name", "path", "json", "reason"],
    describe: "What to print of each; json: one document a line; reason: why it is modified",
    defaultDescription: "selector",
    group: "Output:",
  },
  "output-keys": {
    type: "array",
    value: "KEY",
    describe: "What json tells of each: name, tags, config.materialized ...",
    group: "Output:",
  },
} as const

export const lsCommand = defineCommand({
  name: "ls",
  alias: "list",
  describe: "List what a selection means",
  flags,
  examples: [
    ["ls --select +popularity_factor --resource-type model", "the models that it is made of"],
    ["ls --select tag:marts --output name", "names only"],
    ["ls --output json --output-keys name config.materialized", "for another program"],
  ],
  run: list,
})

async function list(args: ArgsOf<typeof flags>): Promise<number> {
  const lux = await openLux(args)
  const output = args.output ?? "selector"
  const nodes = await lux.list({ ...selectionOptions(args), reasons: output === "reason" })
  const lineOf = output === "reason" ? (await import("../../reporters/reason-text.ts")).reasonText : textOf
  const keys = args["output-keys"]?.flatMap((each) => each.split(/[\s,]+/)).filter((key) => key !== "")
  for (const node of nodes) writeOut(`${output === "json" ? documentOf(node, keys) : lineOf(node, output)}\n`)
  return writeWarnings(lux, args)
}

function textOf(node: ListedNode, output: string): string {
  if (output === "name") return node.name
  return output === "path" ? node.path : node.selector
}

const usualKeys = [
  "unique_id",
  "resource_type",
  "name",
  "package_name",
  "original_file_path",
  "alias",
  "source_name",
  "tags",
  "config",
  "depends_on",
]

/** One document. Throws LUX-9004 for a key that no node has. */
function documentOf({ properties, selector }: ListedNode, asked: readonly string[] | undefined): string {
  const all: Readonly<Record<string, unknown>> = { ...properties, selector }
  if (asked === undefined)
    return jsonOf(Object.fromEntries([...usualKeys, "selector"].map((key) => [key, all[key]])))
  const known = asked.filter((key) => !keysOfDbt.has(key) || Object.hasOwn(all, key))
  return jsonOf(Object.fromEntries(known.map((key) => [key, valueAt(all, key) ?? null])))
}

/** Keys that dbt's nodes of some kind have and none here: left out, as dbt does. */
const keysOfDbt: ReadonlySet<string> = new Set([
  "build_path",
  "checksum",
  "compiled",
  "compiled_code",
  "compiled_path",
  "constraints",
  "contract",
  "created_at",
  "deferred",
  "docs",
  "external",
  "extra_ctes",
  "freshness",
  "identifier",
  "language",
  "loaded_at_field",
  "loader",
  "metrics",
  "path",
  "primary_key",
  "quoting",
  "refs",
  "root_path",
  "sources",
  "test_metadata",
  "time_spine",
  "unrendered_config",
])

function valueAt(all: Readonly<Record<string, unknown>>, key: string): unknown {
  const [first = "", ...rest] = key.split(".")
  if (!Object.hasOwn(all, first))
    throw new LuxError("LUX-9004", `--output-keys does not take "${key}"`, {
      hint: didYouMean(first, Object.keys(all)) ?? `There are: ${Object.keys(all).sort().join(", ")}.`,
    })
  let found = all[first]
  for (const step of rest)
    found = typeof found === "object" && found !== null ? Reflect.get(found, step) : undefined
  return found
}
