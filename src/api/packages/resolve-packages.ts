import { existsSync } from "node:fs"
import { join, posix } from "node:path"
import { LuxError, Problems } from "../../errors.ts"
import { readText } from "../../project/files/text-file.ts"
import type { LockedPackage } from "../../project/packages/lock-file.ts"
import type { AskedPackage } from "../../project/packages/package-source.ts"
import { readAsked } from "../../project/packages/read-asked.ts"
import type { RenderContext } from "../../template/types.ts"
import { packageNameIn } from "./package-name.ts"

/** A package that was asked for, found. */
export interface FoundPackage {
  readonly asked: AskedPackage
  readonly name: string
  /** Absolute path of its files: where they were fetched to, where they are installed, or the local folder. */
  readonly folder: string
  readonly locked: Omit<LockedPackage, "name">
  /** False where it is installed already. */
  readonly isNew: boolean
}

export interface Resolved {
  /** Each after the packages that it uses itself. */
  readonly packages: readonly FoundPackage[]
  /** All that tells whether a lock is for these demands. */
  readonly demands: readonly AskedPackage[]
}

/** Finds one package: from where it is installed, its folder, or elsewhere. */
export type FindPackage = (asked: AskedPackage) => Promise<Omit<FoundPackage, "asked" | "name">>

/**
 * All packages that a project needs, and those that they need. What the project itself asks for goes before what
 * packages ask for. Throws LUX-1084 for a folder that is not a package, LUX-1085 where two do not go together.
 */
export async function resolvePackages(
  projectName: string,
  asked: readonly AskedPackage[],
  context: RenderContext,
  find: FindPackage,
): Promise<Resolved> {
  const known = new Map<string, AskedPackage>()
  const demands = [...asked]
  const found: FoundPackage[] = []
  for (const each of asked) note(each)
  const visited = new Set<string>()
  for (const each of asked) await visit(each)
  return { packages: found, demands }

  function note(each: AskedPackage): void {
    const other = known.get(each.key)
    const decided = asked.includes(other ?? each) && !asked.includes(each)
    if (other !== undefined && other.version !== each.version && !decided)
      throw new LuxError(
        "LUX-1085",
        `${each.key} is asked for twice: as "${each.version}" and as "${other.version}"`,
        {
          place: each.place,
          hint: "Say which in packages.yml of the project: what stands there goes before what packages ask for.",
          related: [{ message: "the other one", place: other.place }],
        },
      )
    if (other === undefined) known.set(each.key, each)
  }

  async function visit(each: AskedPackage): Promise<void> {
    if (visited.has(each.key)) return
    visited.add(each.key)
    const { folder, locked, isNew } = await find(known.get(each.key) ?? each)
    const name = packageNameIn(folder, each)
    const other = found.find((package_) => package_.name === name)
    if (name === projectName || other !== undefined)
      throw new LuxError("LUX-1085", `two packages have the name "${name}"`, {
        place: each.place,
        hint:
          other === undefined
            ? "It is the name of this project."
            : `It is the name of ${other.asked.key} too.`,
      })
    const origin = each.source.kind === "local" ? each.source.path : undefined
    const problems = new Problems()
    const its = readAsked(filesIn(folder, name), { folder: "", origin }, context, problems)
    problems.throwIfAny()
    if (origin !== undefined) demands.push(...its)
    for (const asks of its) note(asks)
    for (const asks of its) await visit(asks)
    found.push({ asked: known.get(each.key) ?? each, name, folder, locked, isNew })
  }
}

/** A package's files before it is installed, under the name that errors show. */
function filesIn(folder: string, name: string) {
  return {
    readIfThere(path: string) {
      const absolute = join(folder, path)
      const shown = posix.join(name, path)
      return existsSync(absolute) ? { path: shown, text: readText(absolute, shown) } : undefined
    },
  }
}
