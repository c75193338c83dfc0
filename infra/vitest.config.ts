import { fileURLToPath } from "node:url"
import { defineConfig } from "vitest/config"

export default defineConfig({
  resolve: {
    alias: { "lux-sql/collect": fileURLToPath(new URL("../src/collect/index.ts", import.meta.url)) },
  },
  test: {
    include: ["src/**/*.test.ts", "functions/**/*.test.ts", "image/**/*.test.ts", "airflow/**/*.test.ts"],
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
})
