import { expect, it } from "vitest"
import { commands } from "./commands.ts"
import { commandHelp, overview } from "./help.ts"

const terminal = 80

it.each(commands.map((command) => [command.words.join(" "), command] as const))(
  "the help of %s fits on a terminal of 80 columns",
  (_, command) => {
    expect(tooLong(commandHelp(command, terminal))).toEqual([])
  },
)

it("the overview fits on a terminal of 80 columns", () => {
  expect(tooLong(overview([], terminal))).toEqual([])
})

function tooLong(help: string): readonly string[] {
  return help.split("\n").filter((line) => line.length > terminal)
}
