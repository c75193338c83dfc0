import { existsSync, readdirSync, readFileSync } from "node:fs"
import { join, sep } from "node:path"
import type { SourceFile } from "../template/source-file.ts"

/** The files below a folder whose names end so, ordered by path; `shown` stands before their paths in messages. */
export function filesBelow(folder: string, ending: string, shown?: string): readonly SourceFile[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(ending) && !entry.parentPath.includes(`${sep}.`))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((file) => {
      const path = file.slice(folder.length + 1).replaceAll(sep, "/")
      return {
        path: shown === undefined ? path : `${shown.replace(/\/+$/, "")}/${path}`,
        text: readFileSync(file, "utf8"),
      }
    })
}
