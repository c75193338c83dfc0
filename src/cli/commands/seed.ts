import { defineCommand } from "../command.ts"
import { executeCommand } from "../execute.ts"
import { fullRefreshFlag, runFlags, selectionFlags, taskFlag } from "../flags.ts"

export const seedCommand = defineCommand({
  name: "seed",
  describe: "Load seeds (CSV files) into tables",
  flags: { ...selectionFlags, ...runFlags, ...taskFlag, ...fullRefreshFlag },
  examples: [["seed --select known_brands", "one seed"]],
  run: (args) => executeCommand("seed", args),
})
