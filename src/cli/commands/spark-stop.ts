import { LuxError } from "../../errors.ts"
import { defineCommand } from "../command.ts"
import { well } from "../exit-codes.ts"
import { openLux } from "../open-lux.ts"
import { writeOut } from "../streams.ts"
import { sparkRunLine } from "./spark-run-line.ts"

export const sparkStopCommand = defineCommand(
  {
    name: "stop",
    operand: "job or cluster",
    describe: "Stop Spark jobs and clusters that lux started",
    flags: {
      all: { type: "boolean", describe: "Stop all of this project", group: "Selection:" },
    },
    examples: [
      ["spark stop j-1ABC --target prod", "one of those that spark ps lists"],
      ["spark stop --all --target prod", "all of this project"],
    ],
    run: async (args, id) => {
      if ((id === undefined) === (args.all !== true))
        throw new LuxError("LUX-9001", "name a job or cluster, or say --all", {
          hint: "lux spark ps lists what runs.",
        })
      const lux = await openLux(args)
      const stopped = await lux.stopSparkRuns(id === undefined ? "all" : [id])
      if (args.quiet !== true) for (const run of stopped) writeOut(`stopped ${sparkRunLine(run)}\n`)
      return well
    },
  },
  "spark",
)
