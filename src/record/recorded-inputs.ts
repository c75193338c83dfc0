import { randomUUID } from "node:crypto"
import { existsSync } from "node:fs"
import { join } from "node:path"
import {
  digest,
  fileDigest,
  type Known,
  neverSeen,
  type ProjectInputs,
  type Stamp,
  stampOf,
  type Walk,
  walk,
} from "../project/files/project-inputs.ts"

type Env = Readonly<Record<string, string | undefined>>

/** What a project was loaded from, as the record keeps it. */
export interface RecordedInputs {
  readonly walks: readonly Walk[]
  /** Path -> stamp and digest of the content. The stamp of no file is not trusted. */
  readonly files: Readonly<Record<string, readonly [Stamp, string]>>
  /** Files that walks passed over. */
  readonly others: readonly string[]
  readonly absent: readonly string[]
  readonly salt: string
  /** Name, whether the process had it (or else `.env`, or nobody), digest of the value. */
  readonly env: readonly (readonly [name: string, fromProcess: boolean, digest: string])[]
}

export interface Difference {
  /** Files that are new, gone, or hold something else. */
  readonly paths: ReadonlySet<string>
  /** What is to be recorded for the files that are the same. */
  readonly files: Readonly<Record<string, readonly [Stamp, string]>>
  readonly salt: string
  /** Names of the environment variables that the recorded project asked for. */
  readonly envNames: readonly string[]
  readonly walked: Known["walked"]
  /** True when a stamp was not the recorded one though the content is. */
  readonly restamped: boolean
}

/** Files that changed within this time before they were read may change again without their stamp telling. */
const youngMilliseconds = 2000

/**
 * What is to be recorded of inputs that were just read. The files of `before` were not read again because they are
 * the same.
 */
export function recordInputs(
  inputs: ProjectInputs,
  processEnv: Env,
  startedAt: number,
  before: Pick<Difference, "files" | "salt" | "envNames"> | undefined,
): RecordedInputs {
  const files: Record<string, readonly [Stamp, string]> = { ...before?.files }
  for (const { path, stamp, digest: content } of inputs.files.values())
    files[path] = [isYoung(stamp, startedAt) ? neverSeen : stamp, content]
  const salt = before?.salt ?? randomUUID()
  return {
    walks: inputs.walks,
    files,
    others: [...inputs.others],
    absent: [...inputs.absent],
    salt,
    // What was not read again asked for some of it too.
    env: [...new Set([...inputs.envNames, ...(before?.envNames ?? [])])].sort().map((name) => {
      const value = processEnv[name]
      return [name, value !== undefined, value === undefined ? "" : digest(salt + value)]
    }),
  }
}

/** How the inputs differ from what was recorded; undefined where the environment does, or a file that was missed is there. */
export function compareInputs(
  recorded: RecordedInputs,
  root: string,
  processEnv: Env,
  startedAt: number,
): Difference | undefined {
  for (const [name, fromProcess, expected] of recorded.env) {
    const value = processEnv[name]
    if ((value !== undefined) !== fromProcess) return undefined
    if (value !== undefined && digest(recorded.salt + value) !== expected) return undefined
  }
  if (recorded.absent.some((path) => existsSync(join(root, path)))) return undefined

  const paths = new Set<string>()
  const files: Record<string, readonly [Stamp, string]> = {}
  let restamped = false
  const walked = recorded.walks.map((each) => ({ walk: each, found: walk(root, each) }))
  const stamps = new Map<string, Stamp>()
  for (const { found } of walked) for (const { path, stamp } of found.files) stamps.set(path, stamp)
  const others = new Set(walked.flatMap(({ found }) => found.others))
  const othersBefore = new Set(recorded.others)
  for (const path of others) if (!othersBefore.has(path)) paths.add(path)
  for (const path of othersBefore) if (!others.has(path)) paths.add(path)
  for (const path of stamps.keys()) if (!Object.hasOwn(recorded.files, path)) paths.add(path)
  for (const [path, known] of Object.entries(recorded.files)) {
    const [expectedStamp, expectedDigest] = known
    const stamp = stamps.get(path) ?? stampOf(join(root, path))
    if (stamp === undefined) {
      paths.add(path)
      continue
    }
    if (isSame(stamp, expectedStamp)) {
      files[path] = known
      continue
    }
    if (fileDigest(root, path) !== expectedDigest) {
      paths.add(path)
      continue
    }
    const trusted = isYoung(stamp, startedAt) ? neverSeen : stamp
    restamped ||= !isSame(trusted, expectedStamp)
    files[path] = [trusted, expectedDigest]
  }
  return {
    paths,
    files,
    salt: recorded.salt,
    envNames: recorded.env.map(([name]) => name),
    walked,
    restamped,
  }
}

function isYoung([, modified, changed]: Stamp, startedAt: number): boolean {
  return Math.max(modified, changed) > startedAt - youngMilliseconds
}

function isSame(a: Stamp, b: Stamp): boolean {
  return a[0] === b[0] && a[1] === b[1] && a[2] === b[2] && a[3] === b[3]
}
