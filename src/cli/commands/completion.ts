import { LuxError } from "../../errors.ts"
import { didYouMean } from "../../nearest.ts"
import { defineCommand } from "../command.ts"
import { well } from "../exit-codes.ts"
import { writeOut } from "../streams.ts"

export const completionCommand = defineCommand({
  name: "completion",
  operand: "shell",
  describe: "Print what makes bash, zsh or fish complete commands, flags and the project's names",
  flags: {},
  examples: [
    ["completion bash >> ~/.bashrc", "in every bash from now on"],
    ["completion zsh >> ~/.zshrc", "in every zsh"],
    ["completion fish > ~/.config/fish/completions/lux.fish", "in every fish"],
  ],
  run: async (_, shell) => {
    const { completionScripts } = await import("../completion/scripts.ts")
    const known = Object.keys(completionScripts)
    const script = completionScripts[shell ?? ""]
    if (script === undefined)
      throw new LuxError(
        "LUX-9001",
        shell === undefined ? "no shell to complete in" : `there is no completion for "${shell}"`,
        { hint: (shell && didYouMean(shell, known)) || `There is one for ${known.join(", ")}.` },
      )
    writeOut(script)
    return well
  },
})
