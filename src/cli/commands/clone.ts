import { defineCommand } from "../command.ts"
import { executeCommand } from "../execute.ts"
import { fullRefreshFlag, lockFlag, selectionFlags } from "../flags.ts"

export const cloneCommand = defineCommand({
  name: "clone",
  describe: "Make in the target what another state has: tables as copies, views again",
  flags: { ...selectionFlags, ...lockFlag, ...fullRefreshFlag },
  examples: [
    ["clone --state target", "what the target lacks of what the state has"],
    ["clone --state target --select tag:marts --full-refresh", "instead of what is there"],
  ],
  run: (args) => executeCommand("clone", args),
})
