import { defineCommand } from "../command.ts"
import { well } from "../exit-codes.ts"
import { writeOut } from "../streams.ts"

export const schemaCommand = defineCommand({
  name: "schema",
  describe: "Write JSON Schemas of the project's YAML files, for editors",
  flags: {
    "output-dir": {
      type: "string",
      value: "FOLDER",
      describe: "Where to write them, from the project's folder on",
      defaultDescription: "schemas",
      group: "Output:",
    },
  },
  examples: [
    ["schema", "into schemas/"],
    ["schema --output-dir .vscode/lux", "where an editor's settings are"],
  ],
  run: async (args) => {
    const [{ writeYamlSchemas }, { join, resolve }] = await Promise.all([
      import("../../api/commands/write-yaml-schemas.ts"),
      import("node:path"),
    ])
    const folder = args["output-dir"] ?? "schemas"
    const files = writeYamlSchemas(resolve(args["project-dir"] ?? ".", folder))
    if (args.quiet !== true)
      for (const file of files) writeOut(`${join(folder, file.slice(file.lastIndexOf("/") + 1))}\n`)
    return well
  },
})
