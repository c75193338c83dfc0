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

export default defineConfig({
  resolve: { alias: { "lux-sql/collect": fileURLToPath(new URL("src/collect/index.ts", import.meta.url)) } },
  test: {
    include: ["src/**/*.test.ts", "lambdas/**/*.test.ts"],
    reporters: ["default", "./src/dev/skipped-reporter.testkit.ts"],
    globalSetup: ["vitest.bundle.config.ts"],
    // All cores: most tests wait for a process, a server or a disk half of their time.
    maxWorkers: "100%",
    sequence: { sequencer: LongestFirst },
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})
