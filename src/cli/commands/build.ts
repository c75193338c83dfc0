import { defineCommand } from "../command.ts"
import { executeCommand } from "../execute.ts"
import {
  auditFlag,
  deferFlags,
  emptyFlag,
  fullRefreshFlag,
  runFlags,
  selectionFlags,
  taskFlag,
} from "../flags.ts"

export const buildCommand = defineCommand({
  name: "build",
  describe: "Build seeds, snapshots and models, publish what its checks let pass",
  flags: {
    ...selectionFlags,
    ...runFlags,
    ...taskFlag,
    ...emptyFlag,
    ...auditFlag,
    ...deferFlags,
    ...fullRefreshFlag,
  },
  examples: [
    ["build", "everything"],
    ["build --select +popularity_calculation", "a model and all that it reads"],
    ["build --no-audit-first", "in dbt's order: checks run on what is published"],
    ["build --dry-run", "the SQL, touching nothing"],
  ],
  run: (args) => executeCommand("build", args),
})
