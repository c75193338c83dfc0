import { fileURLToPath } from "node:url"
import { defineConfig } from "vitest/config"
import { BaseSequencer, type TestSpecification } from "vitest/node"

/** Files that take minutes begin first, so that none of them is left at the end with the other cores idle. */
const longFiles = /\/(cases|luxury-brands|examples|spark|materializations|batches)\.test\.ts$/

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    const isLong = ({ moduleId }: TestSpecification): boolean => longFiles.test(moduleId)
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))]
  }
}

/** Whatever room a test is in. */
const anywhere = {
  testTimeout: 60_000,
  hookTimeout: 60_000,
}
const resolve = {
  alias: { "lux-sql/collect": fileURLToPath(new URL("src/collect/index.ts", import.meta.url)) },
}
/** Rooms whose tests start whole commands, or change what belongs to a process: each file has a process of its own. */
const wholeCommands = ["src/{api,cli,dev}/**/*.test.ts", "src/*.test.ts", "lambdas/**/*.test.ts"]

export default defineConfig({
  test: {
    reporters: ["default", "./src/dev/skipped-reporter.testkit.ts"],
    // All cores: most tests wait for a process, a server or a disk half of their time.
    maxWorkers: "100%",
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        resolve,
        test: {
          ...anywhere,
          name: "commands",
          include: wholeCommands,
          globalSetup: ["vitest.bundle.config.ts"],
        },
      },
      {
        resolve,
        // Files share processes: loading the rooms again for each takes longer than most of the tests.
        test: {
          ...anywhere,
          name: "rooms",
          include: ["src/**/*.test.ts"],
          exclude: wholeCommands,
          isolate: false,
        },
      },
    ],
  },
})
