import { spawnSync } from "node:child_process"
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, relative } from "node:path"

const root = join(import.meta.dirname, "../..")

export const title = "the tests that are smaller in the suite, at their whole size"

/** Every test file that asks `sized` how large it is. */
export async function run() {
  const files = ["src", "lambdas"]
    .flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true }).map((file) => join(root, folder, file)),
    )
    .filter((file) => file.endsWith(".test.ts"))
    .filter((file) => readFileSync(file, "utf8").includes("acceptance.testkit.ts"))
    .sort()
  const folder = mkdtempSync(join(tmpdir(), "lux-acceptance-"))
  try {
    const report = join(folder, "report.json")
    const options = ["--reporter=json", `--outputFile=${report}`, "--maxWorkers=1", "--testTimeout=3600000"]
    spawnSync("npx", ["vitest", "run", ...options, ...files], {
      cwd: root,
      env: { ...process.env, LUX_TEST_SIZE: "whole" },
      stdio: ["ignore", "ignore", "inherit"],
    })
    const { testResults } = JSON.parse(readFileSync(report, "utf8"))
    const rows = testResults.map(({ name, startTime, endTime, assertionResults }) => ({
      file: relative(root, name),
      tests: assertionResults.length,
      failed: assertionResults.filter(({ status }) => status === "failed").length,
      skipped: assertionResults.filter(({ status }) => status !== "failed" && status !== "passed").length,
      seconds: Math.round((endTime - startTime) / 1000),
    }))
    console.table(rows)
    const missing = files.length - rows.length
    return [
      ...rows.filter(({ failed, tests }) => failed > 0 || tests === 0).map(({ file }) => `${file} failed`),
      ...(missing > 0 ? [`${missing} files were not run`] : []),
    ]
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
