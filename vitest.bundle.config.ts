import { execFileSync } from "node:child_process"
import { join } from "node:path"

/** Tests of the command run the bundle: it is built from the sources as they are, once for the whole run. */
export default function buildBundle(): void {
  execFileSync(process.execPath, [join(import.meta.dirname, "build.mjs"), "--no-types"], { stdio: "inherit" })
}
