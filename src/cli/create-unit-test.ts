import type { ArgsOf } from "./command.ts"
import { executeCommand } from "./execute.ts"
import { well } from "./exit-codes.ts"
import type { createUnitTestFlags, deferFlags, runFlags, selectionFlags } from "./flags.ts"
import { withInterrupt } from "./interrupt.ts"
import { openLux } from "./open-lux.ts"
import { writeOut } from "./streams.ts"
import { wholeNumber } from "./usage.ts"

type Args = ArgsOf<typeof selectionFlags & typeof runFlags & typeof deferFlags & typeof createUnitTestFlags>

/** Writes a unit test from present data, tells where it stands, and runs it. */
export async function createUnitTest(model: string, args: Args): Promise<number> {
  const limit = wholeNumber("limit", args.limit, 1)
  const lockTimeoutSeconds = wholeNumber("lock-timeout", args["lock-timeout"], 0)
  const lux = await openLux(args)
  let name = ""
  const code = await withInterrupt(async (signal) => {
    const created = await lux.createUnitTest({ model, limit, lockTimeoutSeconds, signal })
    const { given, expected, path, line } = created
    name = created.name
    const inputs = given.map(({ input, rows }) => `${rows} of ${input}`).join(", ")
    writeOut(`Written: ${path}:${line}\n  ${name}: ${inputs} -> ${expected} of ${created.model}\n`)
    return well
  })
  if (code !== well) return code
  return executeCommand("test", { ...args, select: [`unit_test:${name}`], exclude: undefined })
}
