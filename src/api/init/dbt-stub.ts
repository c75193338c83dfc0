import { existsSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { LuxError } from "../../errors.ts"

const fileName = "dbt_project.yml"

/**
 * Writes the `dbt_project.yml` that programs which call dbt look for in a project's folder. lux does not read it. Throws
 * LUX-3432 where there is one.
 */
export function writeDbtStub(root: string, name: string): string {
  const file = join(root, fileName)
  if (existsSync(file))
    throw new LuxError("LUX-3432", `${fileName} exists already`, {
      hint: "It needs name, version and profile; lux does not read it.",
    })
  writeFileSync(file, `name: ${name}\nversion: "1.0.0"\nprofile: ${name}\n`, { flag: "wx" })
  return file
}
