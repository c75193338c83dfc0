/** What `cdk` starts: the environment is LUX_ENVIRONMENT, `production` by default. */
import { fileURLToPath } from "node:url"
import { luxApp } from "./app.ts"
import { readProject } from "./project.ts"
import { readSettings } from "./settings.ts"

const settings = readSettings(process.env["LUX_ENVIRONMENT"] ?? "production")
const folder = fileURLToPath(new URL("../project", import.meta.url))
const root = fileURLToPath(new URL("../..", import.meta.url))
luxApp({ settings, project: readProject(folder, root) }).app.synth()
