/**
 * Fills a folder with what the stacks read: `lux.json`, the packages of the functions, the schedules of the builds. All of it
 * comes from the project's files; nothing is called.
 */
import { execFileSync } from "node:child_process"
import { existsSync } from "node:fs"
import { fileURLToPath } from "node:url"

const lux = fileURLToPath(new URL("../../dist/lux.js", import.meta.url))

/** `root` is the project's folder; `folder` is relative to it. */
export function writeProject(root: string, folder: string, target: string): void {
  if (!existsSync(lux)) throw new Error(`${lux} is missing: run npm ci in the folder above`)
  // The target must say where Redshift is; what is written here does not depend on it.
  const env = { LUX_REDSHIFT_WORKGROUP: "unknown", ...process.env }
  for (const args of [
    ["parse", "--write-json", "--target", target, "--target-path", folder],
    ["lambdas", "package", "--output-dir", `${folder}/lambdas`],
    ["orchestrate", "eventbridge", "--target", target, "--output", folder],
  ])
    execFileSync(process.execPath, [lux, ...args, "--quiet"], { cwd: root, env, stdio: "inherit" })
}
