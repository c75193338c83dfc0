/** For tests that need what a machine may lack. Those that are left out are counted, with the reason, at the end of a run. */
import { existsSync } from "node:fs"
import { join } from "node:path"
import { describe, it } from "vitest"
import { repositoryRoot } from "./lux-process.testkit.ts"

/** `describe` and `it` of tests that are left out where `isThere` is false; `what` is what the machine lacks then. */
export function needing(what: string, isThere: boolean) {
  const named = (name: string): string => (isThere ? name : `${name} (needs ${what})`)
  return {
    describe: (name: string, tests: () => void): void => void describe.skipIf(!isThere)(named(name), tests),
    it: (name: string, test: () => void | Promise<void>, timeout?: number): void =>
      it.skipIf(!isThere)(named(name), test, timeout),
  }
}

/** The same for files of the folder that is next to the repository on some machines, by their paths in it. */
export function needingShared(...paths: readonly string[]) {
  const missing = paths.filter((path) => !existsSync(sharedFile(path)))
  return needing(missing.map((path) => `../shared/${path}`).join(", "), missing.length === 0)
}

export function sharedFile(path: string): string {
  return join(repositoryRoot, "../shared", path)
}
