import { existsSync } from "node:fs"
import { join } from "node:path"
import { LuxError } from "../../errors.ts"
import { projectFileName } from "../../project/files/find-root.ts"
import { readText } from "../../project/files/text-file.ts"
import type { AskedPackage } from "../../project/packages/package-source.ts"
import { isMap } from "../../project/yaml/is-map.ts"
import { parseYaml } from "../../project/yaml/yaml-document.ts"

/** The name that a package's project file gives it. LUX-1084 where the folder is not a package. */
export function packageNameIn(folder: string, { key, place }: AskedPackage): string {
  const file = join(folder, projectFileName)
  if (!existsSync(file))
    throw new LuxError("LUX-1084", `${key} is not a package: it has no ${projectFileName}`, {
      place,
      hint: existsSync(join(folder, "dbt_project.yml"))
        ? "It is a package for dbt, whose macros are Jinja: lux cannot run them."
        : "A package is a project. Does it are in another folder? git packages name one with subdirectory.",
    })
  const path = `${key}: ${projectFileName}`
  const { value } = parseYaml({ path, text: readText(file, path) })
  const name = isMap(value) ? value["name"] : undefined
  if (typeof name === "string" && /^[A-Za-z_]\w*$/.test(name)) return name
  throw new LuxError("LUX-1084", `${key} is not a package: its ${projectFileName} gives no name`, { place })
}
