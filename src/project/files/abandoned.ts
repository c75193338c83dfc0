import { createHash } from "node:crypto"
import { readdirSync, rmSync, statSync } from "node:fs"
import { hostname } from "node:os"
import { join } from "node:path"

const machine = createHash("sha256").update(hostname()).digest("hex").slice(0, 6)

/** Stands in the names of what this process has not finished: `3f9a2c-4711`, the machine and the process. */
export const writerId = `${machine}-${process.pid}`

/** A {@link writerId} in a pattern. */
export const writerPattern = "(?<machine>[0-9a-f]{6})-(?<pid>\\d+)"

/** What another machine or container has not finished for so long, nobody goes on with. */
const givenUpAfterMs = 24 * 3_600_000

/** Removes from a folder what processes that are gone did not finish. `unfinished` has {@link writerPattern} in it. */
export function removeAbandoned(folder: string, unfinished: RegExp): void {
  for (const name of namesIn(folder)) {
    const { machine: where, pid } = unfinished.exec(name)?.groups ?? {}
    if (where === undefined || pid === undefined) continue
    const path = join(folder, name)
    if (where === machine ? isRunning(Number(pid)) : !isOld(path)) continue
    // Another process may be removing it, and one that may not be removed is in nobody's way.
    try {
      rmSync(path, { recursive: true, force: true })
    } catch {}
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // Of somebody else it may not be asked, but it is there.
    return error instanceof Error && "code" in error && error.code === "EPERM"
  }
}

function isOld(path: string): boolean {
  const at = statSync(path, { throwIfNoEntry: false })?.mtimeMs
  return at !== undefined && Date.now() - at > givenUpAfterMs
}
