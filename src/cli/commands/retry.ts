import { LuxError } from "../../errors.ts"
import { defineCommand } from "../command.ts"
import { executeCommand } from "../execute.ts"
import {
  auditFlag,
  fullRefreshFlag,
  lastRunFlag,
  rejectsFlag,
  runFlags,
  selectionFlags,
  taskFlag,
} from "../flags.ts"

export const retryCommand = defineCommand({
  name: "retry",
  describe: "Re-run failed and skipped nodes of the last run, with its command and flags",
  flags: {
    ...lastRunFlag,
    ...rejectsFlag,
    select: { ...selectionFlags.select, describe: "With --rejects: of which stage models; all by default" },
    ...runFlags,
    ...taskFlag,
    ...auditFlag,
    ...fullRefreshFlag,
  },
  examples: [
    ["retry", "after what was wrong is fixed"],
    ["retry --threads 1 --fail-fast", "with other flags than the last run had"],
    ["retry --rejects --select stage_media", "records that were rejected, after a fix"],
    ["retry --state target", "by the run_results.json in a folder"],
  ],
  run: (args) => {
    if (args.select !== undefined && args.rejects !== true)
      throw new LuxError("LUX-9001", "--select needs --rejects", {
        hint: "A retry does what the last run left undone: lux retry. To build something else: lux build --select.",
      })
    return executeCommand("retry", args)
  },
})
