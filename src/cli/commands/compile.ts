import type { CompiledResult } from "../../api/types.ts"
import { LuxError } from "../../errors.ts"
import { defineCommand } from "../command.ts"
import { failed, well } from "../exit-codes.ts"
import { deferFlags, lockFlag, selectionFlags } from "../flags.ts"
import { openLux } from "../open-lux.ts"
import { selectionOptions, selectsSomething } from "../selection-options.ts"
import { writeErr, writeOut } from "../streams.ts"
import { wholeNumber } from "../usage.ts"
import { writeWarnings } from "../warnings.ts"

export const compileCommand = defineCommand({
  name: "compile",
  describe: "Turn templates into the SQL that would run; needs no warehouse",
  flags: {
    ...selectionFlags,
    inline: {
      type: "string",
      value: "SQL",
      describe: "Templated SQL to compile instead",
      group: "Selection:",
    },
    refused: {
      type: "boolean",
      describe: "List in one table what SQL the target's engine cannot express",
      group: "Output:",
    },
    output: {
      type: "string",
      choices: ["text", "json"],
      describe: "json: a document with the node's name and its SQL; of several nodes one a line",
      defaultDescription: "text",
      group: "Output:",
    },
    ...deferFlags,
    ...lockFlag,
  },
  examples: [
    ["compile --select brand_information", "one model, printed"],
    ["compile", "everything, into target/compiled"],
    ["compile --refused", "what keeps the project from running on this target"],
    ["compile --inline 'select * from {{ref \"brand\"}}'", "SQL that is in no file"],
  ],
  run: async (args) => {
    if (args.inline !== undefined && selectsSomething(args))
      throw new LuxError(
        "LUX-9001",
        "--inline brings its own SQL: --select, --exclude and --selector have nothing to choose from",
      )
    const lockTimeoutSeconds = wholeNumber("lock-timeout", args["lock-timeout"], 0)
    const defer = { defer: args.defer, favorState: args["favor-state"], lockTimeoutSeconds }
    const lux = await openLux(args)
    if (args.inline !== undefined) {
      const inline = await lux.compileInline(args.inline, { ...defer, state: args.state })
      writeOut(args.output === "json" ? jsonOf(inline, 2) : ending(inline.sql))
      return writeWarnings(lux, args)
    }
    const selected = { ...selectionOptions(args), ...defer }
    if (args.refused === true) return showRefused(() => lux.compile(selected))
    const compiled = await lux.compile(selected)
    // A model brings its tests along: they do not keep it from being the one that is meant.
    const models = compiled.filter(({ uniqueId }) => !uniqueId.startsWith("test."))
    const [only] = models.length > 0 ? models : compiled
    const isOne = only !== undefined && (models.length === 1 || compiled.length === 1)
    if (args.output === "json") {
      if (isOne) writeOut(jsonOf(only, 2))
      else for (const each of compiled) writeOut(jsonOf(each))
    } else if (isOne) {
      writeOut(ending(only.sql))
      if (args.quiet !== true) writeErr(`${only.path}\n`)
    } else if (args.quiet !== true) for (const { path } of compiled) writeOut(`${path}\n`)
    return writeWarnings(lux, args)
  },
})

/** All refusals in one table; other errors end the command as they do without it. */
async function showRefused(compile: () => Promise<unknown>): Promise<number> {
  try {
    await compile()
  } catch (error) {
    const { refusedLines } = await import("../../reporters/refused-lines.ts")
    const lines = refusedLines(error)
    if (lines.length === 0) throw error
    writeOut(`${lines.join("\n")}\n`)
    return failed
  }
  writeOut("nothing is refused\n")
  return well
}

/** As dbt has it. */
function jsonOf({ name, sql }: CompiledResult, indent?: number): string {
  return `${JSON.stringify({ node: name, compiled: sql }, undefined, indent)}\n`
}

function ending(sql: string): string {
  return sql.endsWith("\n") ? sql : `${sql}\n`
}
