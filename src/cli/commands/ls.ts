import type { ListedNode } from "../../api/types.ts"
import { defineCommand } from "../command.ts"
import { selectionFlags } from "../flags.ts"
import { openLux } from "../open-lux.ts"
import { selectionOptions } from "../selection-options.ts"
import { writeOut } from "../streams.ts"
import { writeWarnings } from "../warnings.ts"

export const lsCommand = defineCommand({
  name: "ls",
  describe: "List what a selection means",
  flags: {
    ...selectionFlags,
    output: {
      type: "string",
      choices: ["selector", "name", "path", "json"],
      describe: "What to print of each; json: one document a line",
      defaultDescription: "selector",
      group: "Output:",
    },
  },
  examples: [
    ["ls --select +popularity_factor --resource-type model", "the models that it is made of"],
    ["ls --select tag:marts --output name", "names only"],
  ],
  run: async (args) => {
    const lux = await openLux(args)
    const nodes = await lux.list(selectionOptions(args))
    for (const node of nodes) writeOut(`${lineOf(node, args.output)}\n`)
    return writeWarnings(lux, args)
  },
})

function lineOf(node: ListedNode, output: string | undefined): string {
  switch (output) {
    case "name":
      return node.name
    case "path":
      return node.path
    case "json":
      return JSON.stringify({
        unique_id: node.uniqueId,
        resource_type: node.resourceType,
        name: node.name,
        original_file_path: node.path,
        selector: node.selector,
      })
    default:
      return node.selector
  }
}
