import { defineCommand } from "../command.ts"
import { executeCommand } from "../execute.ts"
import { deferFlags, fullRefreshFlag, runFlags, selectionFlags } from "../flags.ts"

export const runCommand = defineCommand({
  name: "run",
  describe: "Build models, without their checks",
  flags: { ...selectionFlags, ...runFlags, ...deferFlags, ...fullRefreshFlag },
  examples: [
    ["run --select marts", "the models of a folder"],
    ["run -s tag:raw+ --full-refresh", "from nothing, with all that reads them"],
  ],
  run: (args) => executeCommand("run", args),
})
