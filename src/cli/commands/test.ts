import { defineCommand } from "../command.ts"
import { executeCommand } from "../execute.ts"
import { deferFlags, runFlags, selectionFlags } from "../flags.ts"

export const testCommand = defineCommand({
  name: "test",
  describe: "Check what is published",
  flags: { ...selectionFlags, ...runFlags, ...deferFlags },
  examples: [
    ["test", "every check"],
    ["test --select brand", "the checks of one model"],
  ],
  run: (args) => executeCommand("test", args),
})
