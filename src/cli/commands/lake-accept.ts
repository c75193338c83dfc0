import { LuxError } from "../../errors.ts"
import { defineCommand } from "../command.ts"
import { executeCommand } from "../execute.ts"
import { runFlags } from "../flags.ts"

export const lakeAcceptCommand = defineCommand(
  {
    name: "accept",
    operand: "file...",
    describe: "Stage raw files of a batch that failed, whatever its checks say",
    flags: runFlags,
    examples: [
      ["lake accept media_2023-09-02_030015.json", "by name; records that fail a check are rejected"],
    ],
    run: async (args, _, files) => {
      if (files.length === 0) throw nothingNamed("accept")
      return executeCommand("accept", args, files)
    },
  },
  "lake",
)

export function nothingNamed(command: string): LuxError {
  return new LuxError("LUX-9001", "no file is named", {
    hint: `Name files that are set aside, by name or path: lux lake ${command} media_2023-09-02_030015.json. A build lists them.`,
  })
}
