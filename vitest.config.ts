import { defineConfig } from "vitest/config"

export default defineConfig({
  test: {
    include: ["src/**/*.test.ts"],
    reporters: ["default", "./src/dev/skipped-reporter.testkit.ts"],
    globalSetup: ["vitest.bundle.config.ts"],
    // All cores: most tests wait for a process, a server or a disk half of their time.
    maxWorkers: "100%",
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})
