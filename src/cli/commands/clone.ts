import { defineCommand } from "../command.ts"
import { executeCommand } from "../execute.ts"
import { fullRefreshFlag, lockFlag, selectionFlags } from "../flags.ts"

export const cloneCommand = defineCommand({
  name: "clone",
  describe: "Clone relations from another state: tables as copies, views rebuilt",
  flags: { ...selectionFlags, ...lockFlag, ...fullRefreshFlag },
  examples: [
    ["clone --state target", "what the target lacks of what the state has"],
    ["clone --state target --select tag:marts --full-refresh", "instead of what is there"],
  ],
  run: (args) => executeCommand("clone", args),
})
