import { defineCommand } from "../command.ts"
import { executeCommand } from "../execute.ts"
import { auditFlag, fullRefreshFlag, lastRunFlag, runFlags, taskFlag } from "../flags.ts"

export const retryCommand = defineCommand({
  name: "retry",
  describe: "Do again what failed or was skipped in the last run, with its command and flags",
  flags: { ...lastRunFlag, ...runFlags, ...taskFlag, ...auditFlag, ...fullRefreshFlag },
  examples: [
    ["retry", "after what was wrong is mended"],
    ["retry --threads 1 --fail-fast", "with other flags than the last run had"],
    ["retry --state target", "by the run_results.json in a folder"],
  ],
  run: (args) => executeCommand("retry", args),
})
