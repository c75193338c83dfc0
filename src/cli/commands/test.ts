import { defineCommand } from "../command.ts"
import { executeCommand } from "../execute.ts"
import { createUnitTestFlags, deferFlags, runFlags, selectionFlags, taskFlag } from "../flags.ts"

export const testCommand = defineCommand({
  name: "test",
  describe: "Check what is published; run unit tests",
  flags: { ...selectionFlags, ...runFlags, ...taskFlag, ...deferFlags, ...createUnitTestFlags },
  examples: [
    ["test", "every check and unit test"],
    ["test --select brand", "those of one model"],
    ["test --select test_type:unit", "unit tests alone: they need no warehouse"],
    ["test --create-unit-test followers_growth", "a unit test from present data"],
  ],
  run: async (args) => {
    const model = args["create-unit-test"]
    if (model === undefined) return executeCommand("test", args)
    const { createUnitTest } = await import("../create-unit-test.ts")
    return createUnitTest(model, args)
  },
})
