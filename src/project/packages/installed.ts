import { existsSync } from "node:fs"
import { join, posix } from "node:path"
import { LuxError, type Place, type Problems } from "../../errors.ts"
import type { RenderContext } from "../../template/types.ts"
import { projectFileName } from "../files/find-root.ts"
import type { ProjectInputs } from "../files/project-inputs.ts"
import { askedDigest, type LockedPackage, lockFileName, readLock } from "./lock-file.ts"
import { readAsked } from "./read-asked.ts"
import { treeHash } from "./tree-hash.ts"

/** A package instead. */
export interface InstalledPackage {
  readonly name: string
  /** Relative to the project, with forward slashes. */
  readonly folder: string
}

const run = "Run `lux deps`."

/**
 * The packages that a project uses, each after those that it uses itself. Throws LUX-1080 to LUX-1082 where what is
 * installed is not what `packages.yml` and the lock ask for.
 */
export function installedPackages(
  inputs: ProjectInputs,
  installPath: string,
  context: RenderContext,
  problems: Problems,
): readonly InstalledPackage[] {
  const before = problems.found.length
  const asked = [...readAsked(inputs, { folder: "", origin: "" }, context, problems)]
  if (problems.found.length > before) problems.throwIfAny()
  const file = inputs.readIfThere(lockFileName)
  const [first] = asked
  if (file === undefined && first === undefined) return []
  if (file === undefined)
    throw new LuxError("LUX-1080", "the packages are not installed", { place: first?.place, hint: run })
  const lock = readLock(file)
  const installed = lock.packages.map((locked) => inPlace(inputs.root, installPath, locked, first?.place))
  for (const { from, folder } of installed) {
    const origin = localOrigin(from)
    if (origin !== undefined) asked.push(...readAsked(inputs, { folder, origin }, context, problems))
  }
  if (askedDigest(asked) !== lock.asked)
    throw new LuxError("LUX-1081", `the packages that are asked for are not those of ${lockFileName}`, {
      place: first?.place ?? { file: lockFileName, line: 1, column: 1 },
      hint: `${run} What did not change stays as it is locked.`,
    })
  return installed
}

/** The folder of a local package, relative to the project; undefined for a package from elsewhere. */
export function localOrigin(from: string): string | undefined {
  return from.startsWith("local ") ? from.slice("local ".length) : undefined
}

function inPlace(root: string, installPath: string, locked: LockedPackage, place: Place | undefined) {
  const { name, from, hash } = locked
  const folder = posix.join(installPath, name)
  if (!existsSync(join(root, folder, projectFileName)))
    throw new LuxError("LUX-1080", `package "${name}" is not installed`, { place, hint: run })
  if (hash !== undefined && treeHash(join(root, folder)) !== hash)
    throw new LuxError("LUX-1082", `package "${name}" is not what ${lockFileName} says`, {
      place: { file: posix.join(folder, projectFileName), line: 1, column: 1 },
      hint: `Something in ${folder} was edited, or the lock is another: \`lux deps\` puts the locked one back.`,
    })
  return { name, folder, from }
}
