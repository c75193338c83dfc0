/** What `cdk` starts: the environment is LUX_ENVIRONMENT, `production` by default, the image's tag LUX_IMAGE_TAG. */
import { execFileSync } from "node:child_process"
import { fileURLToPath } from "node:url"
import { luxApp } from "./app.ts"
import { readProject } from "./project.ts"
import { readSettings } from "./settings.ts"

const settings = readSettings(process.env["LUX_ENVIRONMENT"] ?? "production")
const folder = fileURLToPath(new URL("../project", import.meta.url))
const root = fileURLToPath(new URL("../..", import.meta.url))
// The image of the commit that is deployed, unless another is named.
const imageTag =
  process.env["LUX_IMAGE_TAG"] ??
  execFileSync("git", ["rev-parse", "HEAD"], { cwd: root, encoding: "utf8" }).trim()
luxApp({ settings, project: readProject(folder, root), imageTag }).app.synth()
