import { fileURLToPath } from "node:url"
import { defineConfig } from "vitest/config"

export default defineConfig({
  resolve: { alias: { "lux/collect": fileURLToPath(new URL("src/collect/index.ts", import.meta.url)) } },
  test: {
    include: ["src/**/*.test.ts", "lambdas/**/*.test.ts"],
    reporters: ["default", "./src/dev/skipped-reporter.testkit.ts"],
    globalSetup: ["vitest.bundle.config.ts"],
    // All cores: most tests wait for a process, a server or a disk half of their time.
    maxWorkers: "100%",
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})
