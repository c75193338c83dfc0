import { defineCommand } from "../command.ts"
import { executeCommand } from "../execute.ts"
import { deferFlags, emptyFlag, runFlags, selectionFlags, taskFlag } from "../flags.ts"

export const snapshotCommand = defineCommand({
  name: "snapshot",
  describe: "Take snapshots: keep the rows that changed since the last time",
  flags: { ...selectionFlags, ...runFlags, ...taskFlag, ...emptyFlag, ...deferFlags },
  examples: [
    ["snapshot", "every snapshot, without its checks"],
    ["snapshot --dry-run", "the SQL, touching nothing"],
  ],
  run: (args) => executeCommand("snapshot", args),
})
