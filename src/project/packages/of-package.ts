import type { MacroTable } from "../../template/types.ts"
import type { Project } from "../types.ts"

/** What the templates of a package see: of the project itself, or of one that it uses. */
export function scopeOfPackage(
  project: Project,
  packageName: string | undefined,
): { readonly vars: Readonly<Record<string, unknown>>; readonly macros: MacroTable } {
  return project.packages.find(({ name }) => name === packageName) ?? project
}

/** Name of the package whose file that is. */
export function packageOfFile(project: Project, path: string): string {
  return project.packages.find(({ folder }) => path.startsWith(`${folder}/`))?.name ?? project.name
}
