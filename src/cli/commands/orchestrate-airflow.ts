import { LuxError } from "../../errors.ts"
import { defineCommand } from "../command.ts"
import { openLux } from "../open-lux.ts"
import { writeOut } from "../streams.ts"
import { writeWarnings } from "../warnings.ts"

export const orchestrateAirflowCommand = defineCommand(
  {
    name: "airflow",
    describe: "Write Airflow DAGs of the project's graph",
    flags: {
      output: { type: "string", value: "DIR", describe: "The folder for DAG files", group: "Output:" },
    },
    examples: [["orchestrate airflow --output dags", "a DAG for each stage model, and one for the rest"]],
    run: async (args) => {
      if (args.output === undefined)
        throw new LuxError("LUX-9001", "no folder to write DAGs into", {
          hint: "Name one: lux orchestrate airflow --output dags",
        })
      const lux = await openLux(args)
      const { folder, dags } = await lux.orchestrate({ output: args.output })
      if (args.quiet !== true) writeOut(`${folder}: ${dags.length} DAGs: ${dags.join(", ")}\n`)
      return writeWarnings(lux, args)
    },
  },
  "orchestrate",
)
