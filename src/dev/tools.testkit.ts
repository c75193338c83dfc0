/** Programs that tests use where they are installed: next to the Python of LUX_TEST_PYTHON. */
import { execFileSync, spawnSync } from "node:child_process"
import { existsSync } from "node:fs"
import { dirname, join } from "node:path"
import { needing } from "./needing.testkit.ts"

export interface Said {
  readonly code: number | null
  readonly text: string
}

/** `needing` counts its tests as skipped where the program is unavailable. */
export function tool(name: string) {
  const python = process.env["LUX_TEST_PYTHON"]
  const nextToPython = python === undefined ? undefined : join(dirname(python), name)
  const found = nextToPython !== undefined && existsSync(nextToPython) ? nextToPython : onPath(name)
  return {
    needing: needing(name, found !== undefined),
    run(args: readonly string[], cwd: string): Said {
      const { status, stdout, stderr } = spawnSync(found ?? name, [...args], { cwd, encoding: "utf8" })
      return { code: status, text: `${stdout}${stderr}` }
    },
  }
}

function onPath(name: string): string | undefined {
  try {
    return execFileSync("which", [name], { encoding: "utf8" }).trim()
  } catch {
    return undefined
  }
}
