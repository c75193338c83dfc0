import type { InitResult } from "../../api/init/init-project.ts"
import { defineCommand } from "../command.ts"
import { well } from "../exit-codes.ts"
import { writeOut } from "../streams.ts"

export const initCommand = defineCommand({
  name: "init",
  operand: "name",
  describe: "Make a small new project that builds at once, in a folder of that name or in the current one",
  flags: {},
  examples: [
    ["init shop", "makes the folder shop"],
    ["init", "in the current folder, which is empty"],
  ],
  run: async (args, name) => {
    const [{ initProject }, { relative }] = await Promise.all([
      import("../../api/init/init-project.ts"),
      import("node:path"),
    ])
    const made = initProject({ projectDir: args["project-dir"], name })
    if (args.quiet !== true) writeOut(textOf(made, relative(process.cwd(), made.folder)))
    return well
  },
})

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
