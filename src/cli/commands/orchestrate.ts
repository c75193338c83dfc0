import { type SchedulerName, schedulerFacts, schedulerNames } from "../../api/scheduler-names.ts"
import { LuxError } from "../../errors.ts"
import { defineCommand } from "../command.ts"
import { openLux } from "../open-lux.ts"
import { writeOut } from "../streams.ts"
import { writeWarnings } from "../warnings.ts"

function orchestrateCommand(scheduler: SchedulerName) {
  const { what, folder } = schedulerFacts[scheduler]
  const example = `orchestrate ${scheduler} --output ${folder}`
  return defineCommand(
    {
      name: scheduler,
      describe: `Write ${what} of the project's graph`,
      flags: {
        output: { type: "string", value: "DIR", describe: "The folder to write into", group: "Output:" },
      },
      examples: [[example, what]],
      run: async (args) => {
        if (args.output === undefined)
          throw new LuxError("LUX-9001", "no folder to write into", { hint: `Name one: lux ${example}` })
        const lux = await openLux(args)
        const { dags } = await lux.orchestrate({ scheduler, output: args.output })
        if (args.quiet !== true) writeOut(`${args.output}: ${dags.length} DAGs: ${dags.join(", ")}\n`)
        return writeWarnings(lux, args)
      },
    },
    "orchestrate",
  )
}

export const orchestrateCommands = schedulerNames.map(orchestrateCommand)
