import { defineCommand } from "../command.ts"
import { executeCommand } from "../execute.ts"
import { deferFlags, emptyFlag, fullRefreshFlag, runFlags, selectionFlags, taskFlag } from "../flags.ts"

export const runCommand = defineCommand({
  name: "run",
  describe: "Build models, without their checks",
  flags: { ...selectionFlags, ...runFlags, ...taskFlag, ...emptyFlag, ...deferFlags, ...fullRefreshFlag },
  examples: [
    ["run --select marts", "the models of a folder"],
    ["run --empty --dry-run", "the SQL of a build of the columns alone"],
    ["run -s tag:raw+ --full-refresh", "from nothing, with all that reads them"],
  ],
  run: (args) => executeCommand("run", args),
})
