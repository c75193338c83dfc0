import { unknownPath } from "./graph-error.ts"

/**
 * The versions that are served, as on 4 November 2026.
 * https://developers.facebook.com/docs/graph-api/changelog/versions
 */
const oldestVersion = 21
const newestVersion = 27

/**
 * The version that answers a path, and the rest of it. One that has expired is answered by the oldest that has not, as is a path
 * without a version. Throws error 2500 for a version that does not exist yet.
 */
export function versionOf(path: readonly string[]): {
  readonly version: string
  readonly rest: readonly string[]
} {
  const [first = "", ...rest] = path
  const [, number] = /^v(\d+)\.\d+$/.exec(first) ?? []
  if (number === undefined) return { version: `v${oldestVersion}.0`, rest: path }
  if (Number(number) > newestVersion) throw unknownPath(`/${first}`)
  return { version: `v${Math.max(oldestVersion, Number(number))}.0`, rest }
}
