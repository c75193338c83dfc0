import { createHash } from "node:crypto"
import {
  type Dirent,
  existsSync,
  readdirSync,
  readFileSync,
  realpathSync,
  type Stats,
  statSync,
} from "node:fs"
import { dirname, join, sep } from "node:path"
import { LuxError } from "../../errors.ts"
import type { SourceFile } from "../../template/source-file.ts"
import { decodeText, readText } from "./text-file.ts"

/**
 * What tells a file from a later version of it without reading it: bytes, milliseconds since 1970 of the last change of
 * its content and of anything about it, number of the file.
 */
export type Stamp = readonly [size: number, modified: number, changed: number, inode: number]

/** Folders that were searched for files of some endings. */
export interface Walk {
  /** Relative to the project, with forward slashes. */
  readonly folders: readonly string[]
  /** With their dot. */
  readonly endings: readonly string[]
}

/** A file that a walk found. */
interface WalkedFile {
  readonly path: string
  readonly stamp: Stamp
}

/** What is in the folders of a walk. */
export interface Walked {
  readonly files: readonly WalkedFile[]
  /** Paths of files with other endings, of what is not a file, and of folders that cannot be read. */
  readonly others: readonly string[]
}

/** A file that is read when its text is asked for. */
export class InputFile implements SourceFile {
  readonly path: string
  /** Taken before the file was read. */
  readonly stamp: Stamp
  readonly #root: string
  #text: string | undefined
  #digest: string | undefined

  constructor(root: string, path: string, stamp: Stamp) {
    this.path = path
    this.stamp = stamp
    this.#root = root
  }

  /** Throws what `readText` throws. */
  get text(): string {
    this.#text ??= readText(`${this.#root}${sep}${this.path}`, this.path)
    return this.#text
  }

  /** A short digest of the content. */
  get digest(): string {
    this.#digest ??= this.#text === undefined ? fileDigest(this.#root, this.path) : digest(this.#text)
    return this.#digest
  }

  /** Another thread has read the file. */
  set digest(known: string) {
    this.#digest = known
  }
}

export interface Known {
  /** Files to pass over: what they hold is known. */
  readonly unchanged: ReadonlySet<string>
  /** What walks found a moment ago. */
  readonly walked: readonly { readonly walk: Walk; readonly found: Walked }[]
}

/**
 * Everything that is read while a project is loaded goes through here, so that a later command can tell whether an
 * earlier answer still holds: which folders were searched, which files were found, missed and read, which environment
 * variables were asked for.
 */
export class ProjectInputs {
  readonly root: string
  readonly walks: Walk[] = []
  readonly files = new Map<string, InputFile>()
  /** What walks passed over. */
  readonly others = new Set<string>()
  /** Paths that were looked for and are not there. */
  readonly absent = new Set<string>()
  readonly envNames = new Set<string>()
  /** Properties file -> the names that it says something about. */
  readonly described = new Map<string, readonly string[]>()
  readonly #known: Known
  readonly #stamps = new Map<string, Stamp>()

  constructor(root: string, known: Known = { unchanged: new Set(), walked: [] }) {
    this.root = root
    this.#known = known
  }

  /**
   * Paths of the files below some folders that end in one of `endings`, sorted. Folders that are not there hold none;
   * names that start with a dot are passed over.
   */
  list(folders: readonly string[], endings: readonly string[]): readonly string[] {
    this.walks.push({ folders, endings })
    const asked = JSON.stringify({ folders, endings })
    const known = this.#known.walked.find((each) => JSON.stringify(each.walk) === asked)
    const found = known?.found ?? walk(this.root, { folders, endings })
    for (const { path, stamp } of found.files) this.#stamps.set(path, stamp)
    for (const path of found.others) this.others.add(path)
    return found.files.flatMap(({ path }) => (this.#known.unchanged.has(path) ? [] : [path]))
  }

  /** A file, whose text throws what node throws where it cannot be read. */
  read(path: string): InputFile {
    const known = this.files.get(path)
    if (known !== undefined) return known
    const stamp = this.#stamps.get(path) ?? stampOf(join(this.root, path)) ?? neverSeen
    const file = new InputFile(this.root, path, stamp)
    this.files.set(path, file)
    return file
  }

  /** The file, or undefined where there is none. */
  readIfThere(path: string): SourceFile | undefined {
    if (existsSync(join(this.root, path))) return this.read(path)
    this.absent.add(path)
    return undefined
  }

  /** The same environment, with every name that is asked for noted. */
  watched(env: Readonly<Record<string, string | undefined>>): Readonly<Record<string, string | undefined>> {
    const note = (name: string | symbol): void => {
      if (typeof name === "string") this.envNames.add(name)
    }
    return new Proxy(env, {
      get: (target, name) => {
        note(name)
        return typeof name === "string" ? target[name] : undefined
      },
      has: (target, name) => {
        note(name)
        return Reflect.has(target, name)
      },
      getOwnPropertyDescriptor: (target, name) => {
        note(name)
        return Reflect.getOwnPropertyDescriptor(target, name)
      },
    })
  }
}

/** The stamp of no file. */
export const neverSeen: Stamp = [-1, 0, 0, 0]

/** The files of a walk with their stamps, by path. */
export function walk(root: string, { folders, endings }: Walk): Walked {
  const found = new Map<string, Stamp>()
  const others = new Set<string>()
  for (const folder of folders) descend(folder)
  const files = [...found.keys()].sort().map((path) => ({ path, stamp: found.get(path) ?? neverSeen }))
  return { files, others: [...others].sort() }

  function descend(folder: string): void {
    const entries = entriesOf(join(root, folder))
    if (entries === undefined) others.add(folder)
    for (const entry of entries ?? []) {
      const { name } = entry
      if (name.startsWith(".")) continue
      const path = folder === "" ? name : `${folder}/${name}`
      if (entry.isDirectory()) descend(path)
      else if (entry.isSymbolicLink() && isFolderElsewhere(join(root, path))) descend(path)
      else {
        // Not joined: that takes longer than the question itself.
        const isRead = endings.some((ending) => name.endsWith(ending))
        const stamp = isRead ? stampOf(`${root}${sep}${path}`) : undefined
        if (stamp === undefined) others.add(path)
        else found.set(path, stamp)
      }
    }
  }
}

/** A link to a folder that does not hold the link itself: that one would never end. */
function isFolderElsewhere(link: string): boolean {
  // One that leads to itself cannot be asked.
  try {
    if (statSync(link, { throwIfNoEntry: false })?.isDirectory() !== true) return false
  } catch {
    return false
  }
  return !`${realpathSync(dirname(link))}${sep}`.startsWith(`${realpathSync(link)}${sep}`)
}

/** Undefined where there is no such file: a named pipe or a device is none, and a link that leads to itself leads nowhere. */
export function stampOf(path: string): Stamp | undefined {
  let stat: Stats | undefined
  try {
    stat = statSync(path, { throwIfNoEntry: false })
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ELOOP")) throw error
  }
  return stat?.isFile() === true ? [stat.size, stat.mtimeMs, stat.ctimeMs, stat.ino] : undefined
}

/** A digest of a file's text; of its bytes where it is not text, such as a batch of Avro. */
export function fileDigest(root: string, path: string): string {
  const bytes = readFileSync(`${root}${sep}${path}`)
  try {
    return digest(decodeText(bytes, path))
  } catch (error) {
    if (error instanceof LuxError) return digest(bytes)
    throw error
  }
}

/** Tells contents apart. */
export function digest(content: string | Buffer): string {
  return createHash("sha256").update(content).digest("base64").slice(0, 24)
}

/** A folder that is not there has none; undefined for one that cannot be read. */
function entriesOf(folder: string): readonly Dirent[] | undefined {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch {
    return existsSync(folder) ? undefined : []
  }
}
