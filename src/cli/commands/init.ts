import type { InitResult } from "../../api/init/init-project.ts"
import { LuxError } from "../../errors.ts"
import { defineCommand, type ProjectArgs } from "../command.ts"
import { well } from "../exit-codes.ts"
import { openLux } from "../open-lux.ts"
import { writeOut } from "../streams.ts"
import { writeWarnings } from "../warnings.ts"

export const initCommand = defineCommand({
  name: "init",
  operand: "name",
  describe: "Make a small new project that builds at once, in a folder of that name or in the current one",
  flags: {
    "dbt-stub": {
      type: "boolean",
      describe: "Only write the dbt_project.yml that programs which call dbt look for, into this project",
      group: "Project:",
    },
  },
  examples: [
    ["init shop", "makes the folder shop"],
    ["init", "in the current folder, which is empty"],
    ["init --dbt-stub", "in a project that Cosmos or Dagster run"],
  ],
  run: async (args, name) => {
    if (args["dbt-stub"] === true) return stub(args, name)
    const [{ initProject }, { relative }] = await Promise.all([
      import("../../api/init/init-project.ts"),
      import("node:path"),
    ])
    const made = initProject({ projectDir: args["project-dir"], name })
    if (args.quiet !== true) writeOut(textOf(made, relative(process.cwd(), made.folder)))
    return well
  },
})

async function stub(args: ProjectArgs, name: string | undefined): Promise<number> {
  if (name !== undefined)
    throw new LuxError("LUX-9001", "--dbt-stub takes no name: the project has one", {
      hint: "Write it in the project's folder: lux init --dbt-stub",
    })
  const [lux, { writeDbtStub }] = await Promise.all([openLux(args), import("../../api/init/dbt-stub.ts")])
  const { project } = await lux.parse()
  const file = writeDbtStub(lux.root(), project)
  if (args.quiet !== true) writeOut(`wrote ${file}\n`)
  return writeWarnings(lux, args)
}

/** What was made, and what to type next. */
function textOf({ name, files }: InitResult, folder: string): string {
  const next = [...(folder === "" ? [] : [`cd ${folder}`]), "lux build", "lux show customer_revenue"]
  return [
    `made the project ${name}${folder === "" ? "" : ` in ${folder}`}:`,
    ...files.map((file) => `  ${file}`),
    "",
    "Next:",
    ...next.map((line) => `  ${line}`),
    "",
  ].join("\n")
}
