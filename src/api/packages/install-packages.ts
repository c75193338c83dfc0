import { randomUUID } from "node:crypto"
import {
  cpSync,
  existsSync,
  lstatSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs"
import { dirname, join, relative, resolve } from "node:path"
import { LuxError, Problems } from "../../errors.ts"
import { makeFolder } from "../../make-folder.ts"
import { valueContext } from "../../project/config/value-context.ts"
import { removeAbandoned, writerId, writerPattern } from "../../project/files/abandoned.ts"
import { findRoot } from "../../project/files/find-root.ts"
import { ProjectInputs } from "../../project/files/project-inputs.ts"
import { isInside, realPath } from "../../project/files/target-files.ts"
import { writeWhole } from "../../project/files/write-whole.ts"
import { localOrigin } from "../../project/packages/installed.ts"
import {
  askedDigest,
  type Lock,
  type LockedPackage,
  lockFileName,
  lockText,
  readLock,
} from "../../project/packages/lock-file.ts"
import type { AskedPackage } from "../../project/packages/package-source.ts"
import { readAsked } from "../../project/packages/read-asked.ts"
import { packageFiles, treeHash } from "../../project/packages/tree-hash.ts"
import type { ProjectFile } from "../../project/project-file.ts"
import { readProjectFile } from "../../project/read-project-file.ts"
import type { DepsOptions, DepsResult } from "../types.ts"
import { fetchGit } from "./fetch-git.ts"
import { fetchNpm } from "./fetch-npm.ts"
import { type FoundPackage, resolvePackages } from "./resolve-packages.ts"

interface Around {
  readonly projectDir: string
  readonly vars?: string | undefined
  readonly env: Readonly<Record<string, string | undefined>>
}

const unfinished = new RegExp(`^\\.fetched-${writerPattern}-`)

/**
 * Installs the packages of a project as its lock says, finds those that it does not lock yet, and writes the lock. A
 * package whose files are in place is not fetched again. Throws LUX-108x, and LUX-2006 for what cannot be fetched.
 */
export async function installPackages(around: Around, options: DepsOptions = {}): Promise<DepsResult> {
  const problems = new Problems()
  const root = findRoot(around.projectDir)
  const inputs = new ProjectInputs(root)
  const { file, vars, env } = readProjectFile(inputs, around.vars, around.env, problems)
  const context = valueContext(vars.own, env)
  const asked = readAsked(inputs, { folder: "", origin: "" }, context, problems)
  problems.throwIfAny()
  const place = join(root, installFolder(file))
  const upgrade = options.upgrade === true
  const before = lockOf(inputs, upgrade)
  const lock = upgrade ? undefined : before
  if (asked.length === 0 && before === undefined) return { packages: [], lock: lockFileName }

  if (!isInside(realPath(place), realPath(root))) throw notAFolder(file["packages-install-path"])
  makeFolder(place)
  writeFileSync(join(place, ".gitignore"), "*\n")
  removeAbandoned(place, unfinished)
  const staging = join(place, `.fetched-${writerId}-${randomUUID()}`)
  try {
    const find = (each: AskedPackage) => findPackage(each, { root, place, staging, lock, env, ...options })
    const { packages, demands } = await resolvePackages(file.name, asked, context, find)
    const names = new Set(packages.map(({ name }) => name))
    if (options.lockOnly !== true) {
      for (const { name } of before?.packages ?? []) if (!names.has(name)) remove(join(place, name))
      for (const each of packages) put(each, join(place, each.name))
    }
    const entries = packages.map(({ name, locked }): LockedPackage => ({ name, ...locked }))
    writeWhole(join(root, lockFileName), lockText({ asked: askedDigest(demands), packages: entries }))
    return {
      lock: lockFileName,
      packages: packages.map(({ name, locked, isNew }) => ({
        name,
        from: locked.from,
        resolved: locked.resolved,
        status: statusOf(locked.from, isNew, options),
      })),
    }
  } finally {
    rmSync(staging, { recursive: true, force: true })
  }
}

function statusOf(
  from: string,
  isNew: boolean,
  { lockOnly }: DepsOptions,
): DepsResult["packages"][number]["status"] {
  if (lockOnly === true) return "locked"
  if (localOrigin(from) !== undefined) return "linked"
  return isNew ? "installed" : "unchanged"
}

interface Finding extends DepsOptions {
  readonly root: string
  /** Absolute path of the folder of installed packages. */
  readonly place: string
  /** For what is fetched, on the same disk. */
  readonly staging: string
  readonly lock: Lock | undefined
  readonly env: Readonly<Record<string, string | undefined>>
}

async function findPackage(
  asked: AskedPackage,
  around: Finding,
): Promise<Omit<FoundPackage, "asked" | "name">> {
  const { source, key, version } = asked
  const { root, place, staging, lock, signal } = around
  if (source.kind === "local")
    return { folder: resolve(root, source.path), locked: { from: key }, isNew: false }
  const locked = lock?.packages.find((each) => each.from === key && (each.asked ?? "") === version)
  const there = locked && join(place, locked.name)
  if (locked !== undefined && there !== undefined && isThere(there, locked.hash))
    return { folder: there, locked: withoutName(locked), isNew: false }

  // Asking git and npm takes the environment as the project sees it: .env may hold what they need.
  const env = { ...process.env, ...around.env }
  const into = join(staging, randomUUID())
  const options = { env, signal, what: key, cwd: root }
  const { folder, resolved } =
    source.kind === "git"
      ? await fetchGit(source, locked?.resolved ?? source.revision, into, root, options)
      : await fetchNpm(source, locked?.resolved ?? source.version, into, options)
  const files = `${into}-files`
  for (const path of packageFiles(folder)) cpSync(join(folder, path), join(files, path))
  makeFolder(files)
  const hash = treeHash(files)
  if (locked?.hash !== undefined && locked.hash !== hash)
    throw new LuxError("LUX-1082", `${key} ${resolved} is not what ${lockFileName} says`, {
      place: asked.place,
      hint: "Somebody changed what is published under that version. `lux deps --upgrade` takes it as it is now.",
    })
  const asks = version === "" ? {} : { asked: version }
  return { folder: files, locked: { from: key, ...asks, resolved, hash }, isNew: true }
}

/** Undefined where there is none, or with an upgrade, which writes it again, where it cannot be read. */
function lockOf(inputs: ProjectInputs, upgrade: boolean): Lock | undefined {
  const file = inputs.readIfThere(lockFileName)
  if (file === undefined) return undefined
  try {
    return readLock(file)
  } catch (error) {
    if (upgrade && error instanceof LuxError) return undefined
    throw error
  }
}

/** Where packages are installed. LUX-1085 for a folder that holds something else. */
function installFolder(file: ProjectFile): string {
  const folder = file["packages-install-path"].replaceAll("\\", "/").replace(/^(\.\/)+|\/+$/g, "")
  const paths = ["model-paths", "seed-paths", "snapshot-paths", "test-paths", "macro-paths"] as const
  const taken = paths.flatMap((key) => file[key])
  const outside = folder === "" || folder.startsWith("/") || folder.split("/").includes("..")
  if (
    !outside &&
    !taken.some((path) => `${folder}/`.startsWith(`${path}/`) || `${path}/`.startsWith(`${folder}/`))
  )
    return folder
  throw notAFolder(folder)
}

function notAFolder(folder: string): LuxError {
  return new LuxError("LUX-1085", `packages cannot be installed into "${folder}"`, {
    hint: "packages-install-path is a folder of its own inside the project, such as lux_packages.",
  })
}

function isThere(folder: string, hash: string | undefined): boolean {
  return existsSync(folder) && !lstatSync(folder).isSymbolicLink() && treeHash(folder) === hash
}

function put({ asked, folder, isNew }: FoundPackage, target: string): void {
  if (asked.source.kind === "local") {
    if (existsSync(target) && realpathSync(target) === realpathSync(folder)) return
    remove(target)
    // Relative, so that both may move together.
    symlinkSync(relative(realpathSync(dirname(target)), realpathSync(folder)), target, "junction")
  } else if (isNew) {
    remove(target)
    renameSync(folder, target)
  }
}

/** A link is removed, never what it leads to. */
function remove(target: string): void {
  rmSync(target, { recursive: true, force: true })
}

function withoutName({ name: _, ...locked }: LockedPackage): Omit<LockedPackage, "name"> {
  return locked
}
