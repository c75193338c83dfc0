import { spawnSync } from "node:child_process"
import { join } from "node:path"

export const title =
  "infra/airflow/start.sh starts the four parts of a real Airflow (LUX_TEST_AIRFLOW_PYTHON) on Postgres"

export function run() {
  const { status, stdout, stderr } = spawnSync("npx", ["vitest", "run", "airflow/airflow.test.ts"], {
    cwd: join(import.meta.dirname, "../../infra"),
    env: { ...process.env, LUX_TEST_AIRFLOW_PARTS: "1" },
    encoding: "utf8",
  })
  console.log(stdout.split("\n").slice(-8).join("\n"))
  return status === 0 ? [] : [stderr]
}
