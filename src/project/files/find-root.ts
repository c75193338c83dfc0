import { existsSync } from "node:fs"
import { dirname, join, resolve } from "node:path"
import { LuxError } from "../../errors.ts"

export const projectFileName = "lux_project.yml"

/** The nearest folder upwards that holds a lux_project.yml. Throws LUX-1001 where there is none, or no folder to begin in. */
export function findRoot(from: string): string {
  if (!existsSync(from)) throw new LuxError("LUX-1001", `there is no folder ${from}`)
  for (let folder = resolve(from); ; folder = dirname(folder)) {
    if (existsSync(join(folder, projectFileName))) return folder
    if (dirname(folder) === folder)
      throw new LuxError("LUX-1001", `there is no ${projectFileName} in ${from} or above it`, {
        hint: existsSync(join(from, "dbt_project.yml"))
          ? "There is a dbt_project.yml: docs/start/for-dbt-users.md says what differs for those who know dbt."
          : "Run lux inside a project, or name its folder with --project-dir.",
      })
  }
}
