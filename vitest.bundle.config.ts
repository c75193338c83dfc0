import { execFileSync } from "node:child_process"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

/**
 * Once for the whole run. Tests of the command run the bundle: it is built from the sources as they are. Tests that start a
 * Postgres share the work of making its first files. Gives what clears up.
 */
export default function prepare(): () => void {
  execFileSync(process.execPath, [join(import.meta.dirname, "build.mjs"), "--no-types"], { stdio: "inherit" })
  const folder = mkdtempSync(join(tmpdir(), "lux-test-"))
  process.env["LUX_DEV_POSTGRES_TEMPLATE"] = join(folder, "postgres")
  return () => rmSync(folder, { recursive: true, force: true })
}
