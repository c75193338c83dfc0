/** `npm run project`: fills `project/` for the environment of LUX_ENVIRONMENT, `production` by default. */
import { fileURLToPath } from "node:url"
import { readSettings } from "../src/settings.ts"
import { writeProject } from "../src/write-project.ts"

const root = fileURLToPath(new URL("../..", import.meta.url))
writeProject(root, "infra/project", readSettings(process.env["LUX_ENVIRONMENT"] ?? "production").target)
