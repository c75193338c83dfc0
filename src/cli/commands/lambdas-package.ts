import { defineCommand } from "../command.ts"
import { well } from "../exit-codes.ts"
import { openLux } from "../open-lux.ts"
import { writeOut } from "../streams.ts"

export const lambdasPackageCommand = defineCommand(
  {
    name: "package",
    operand: "function",
    describe:
      "Bundle the functions of lambdas/ into zips for AWS Lambda; the same sources give the same bytes",
    flags: {
      "output-dir": {
        type: "string",
        value: "FOLDER",
        describe: "Where to write them, from the project's folder on",
        defaultDescription: "target/lambdas",
        group: "Output:",
      },
    },
    examples: [
      ["lambdas package collect-accounts", "one of them"],
      ["lambdas package --output-dir build", "all of them, and functions.json that lists them"],
    ],
    run: async (args, name) => {
      const lux = await openLux(args)
      const packaged = await lux.packageFunctions({
        names: name === undefined ? undefined : [name],
        outputDir: args["output-dir"],
      })
      if (args.quiet !== true)
        for (const { file, bytes } of packaged) writeOut(`${file} ${Math.ceil(bytes / 1024)} KiB\n`)
      return well
    },
  },
  "lambdas",
)
