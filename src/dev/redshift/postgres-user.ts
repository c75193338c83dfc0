import { spawnSync } from "node:child_process"
import { cpSync, statSync } from "node:fs"
import { tmpdir } from "node:os"
import { basename, dirname, join } from "node:path"

/** The numbers of a user and of a group of the system. */
export interface UserIds {
  readonly uid: number
  readonly gid: number
}

/** Paths of the two programs that make a database folder and serve it. */
export interface PostgresBinaries {
  readonly initdb: string
  readonly postgres: string
}

/**
 * The user that Postgres runs as; undefined is the one who runs lux. Postgres refuses to run as root: then it is the
 * owner of the data that is kept, or nobody.
 */
export function postgresUser(kept: string | undefined): UserIds | undefined {
  if (process.getuid?.() !== 0) return undefined
  const owner = kept === undefined ? undefined : statSync(kept, { throwIfNoEntry: false })
  if (owner !== undefined && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid }
  return { uid: 65534, gid: 65534 }
}

/**
 * The binaries as this user can run them: where they are, or, if only root may enter a folder on the way there (a
 * home folder, or one of `mktemp -d`), copied into `folder`.
 */
export function readableBinaries(
  binaries: PostgresBinaries,
  folder: string,
  as: UserIds | undefined,
): PostgresBinaries {
  if (as === undefined || succeeds(binaries.postgres, ["--version"], as)) return binaries
  const native = dirname(dirname(binaries.postgres))
  const copy = join(folder, "native")
  cpSync(native, copy, { recursive: true, verbatimSymlinks: true, filter: (path) => !path.endsWith(".a") })
  return {
    initdb: join(copy, "bin", basename(binaries.initdb)),
    postgres: join(copy, "bin", basename(binaries.postgres)),
  }
}

/**
 * How Postgres is told where its data is, for a process that starts in that folder. A process may use its working
 * folder by Linux' link to it even where it may not enter a folder above; lux, as root, chose it.
 */
export function dataDirectory(data: string, as: UserIds | undefined): string {
  return as !== undefined && process.platform === "linux" ? "/proc/self/cwd" : data
}

/**
 * Where the server's own folder goes: the system's folder for temporary files, unless this user may not write there or
 * the path of a socket in it is too long (107 bytes is the most that Linux takes, 103 macOS).
 */
export function temporaryFolder(as: UserIds | undefined): string {
  const usual = tmpdir()
  const longest = 103 - "/lux-postgres-XXXXXX/.s.PGSQL.5432".length
  const fits = Buffer.byteLength(usual) <= longest
  const writable = as === undefined || succeeds("/bin/sh", ["-c", 'test -w "$0" && test -x "$0"', usual], as)
  return fits && writable ? usual : "/tmp"
}

function succeeds(command: string, args: readonly string[], as: UserIds): boolean {
  return spawnSync(command, args, { ...as, cwd: "/", stdio: "ignore" }).status === 0
}
