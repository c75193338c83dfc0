import { defineCommand } from "../command.ts"
import { executeCommand } from "../execute.ts"
import { deferFlags, emptyFlag, fullRefreshFlag, runFlags, selectionFlags } from "../flags.ts"

export const buildCommand = defineCommand({
  name: "build",
  describe: "Build seeds, snapshots and models, publish what its checks let pass",
  flags: { ...selectionFlags, ...runFlags, ...emptyFlag, ...deferFlags, ...fullRefreshFlag },
  examples: [
    ["build", "everything"],
    ["build --select +popularity_calculation", "a model and all that it reads"],
    ["build --dry-run", "the SQL, touching nothing"],
  ],
  run: (args) => executeCommand("build", args),
})
