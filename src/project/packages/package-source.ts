import type { Place } from "../../errors.ts"

/** Where a package comes from. */
export type PackageSource = GitSource | LocalSource | NpmSource

export interface GitSource {
  readonly kind: "git"
  /** With the credentials that the environment gives, so never to be printed: `asked` says what was written. */
  readonly url: string
  /** A tag, branch or commit; undefined: what the repository's own default is. */
  readonly revision: string | undefined
  /** With forward slashes; empty: the repository itself. */
  readonly subdirectory: string
}

interface LocalSource {
  readonly kind: "local"
  /** Relative to the project, with forward slashes. */
  readonly path: string
}

export interface NpmSource {
  readonly kind: "npm"
  readonly name: string
  /** A version, range or tag. */
  readonly version: string
}

/** A package as `packages.yml` asks for it. */
export interface AskedPackage {
  readonly source: PackageSource
  /** What it is, without credentials: the same for every version of it. */
  readonly key: string
  /** The version that is asked for: a revision, a range; empty for a folder. */
  readonly version: string
  readonly place: Place
}

/** A URL without name and password. */
export function withoutCredentials(url: string): string {
  return url.replace(/^([a-z+]+:\/\/)[^/@]*@/i, "$1")
}
