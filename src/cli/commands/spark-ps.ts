import { defineCommand } from "../command.ts"
import { well } from "../exit-codes.ts"
import { openLux } from "../open-lux.ts"
import { writeOut } from "../streams.ts"
import { sparkRunLine } from "./spark-run-line.ts"

export const sparkPsCommand = defineCommand(
  {
    name: "ps",
    describe: "List the Spark jobs and clusters that lux started and that still run",
    flags: {},
    examples: [
      ["spark ps --target prod", "jobs and clusters of this project, with the run that started them"],
    ],
    run: async (args) => {
      const runs = await (await openLux(args)).sparkRuns()
      for (const run of runs) writeOut(`${sparkRunLine(run)}\n`)
      if (runs.length === 0 && args.quiet !== true) writeOut("nothing runs\n")
      return well
    },
  },
  "spark",
)
