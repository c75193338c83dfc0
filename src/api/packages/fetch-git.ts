import { existsSync } from "node:fs"
import { join, resolve } from "node:path"
import { LuxError } from "../../errors.ts"
import { makeFolder } from "../../make-folder.ts"
import { isInside, realPath } from "../../project/files/target-files.ts"
import type { GitSource } from "../../project/packages/package-source.ts"
import { type ProgramOptions, runProgram } from "./run-program.ts"

/** What was fetched. */
export interface Fetched {
  /** Absolute path of the folder that holds the package. */
  readonly folder: string
  /** The commit or version. */
  readonly resolved: string
}

/**
 * Checks a revision of a repository out, without its submodules: a tag, a branch or a commit. Throws LUX-2006.
 * `root` is where a repository's relative path counts from.
 */
export async function fetchGit(
  source: GitSource,
  revision: string | undefined,
  into: string,
  root: string,
  options: Omit<ProgramOptions, "cwd">,
): Promise<Fetched> {
  makeFolder(into)
  const env = { ...options.env, GIT_TERMINAL_PROMPT: "0", LC_ALL: "C" }
  const git = (...args: readonly string[]): Promise<string> =>
    runProgram("git", ["-c", "core.autocrlf=false", "-c", "advice.detachedHead=false", ...args], {
      ...options,
      env,
      cwd: into,
      hint: "Is the address right, and the revision a tag, branch or commit of it? lux never asks for a password.",
    })
  const beside = resolve(root, source.url)
  const url = existsSync(beside) ? beside : source.url
  await git("init", "--quiet")
  const commit = await fetched()
  await git("checkout", "--quiet", "--detach", commit)
  const folder = join(into, source.subdirectory)
  // A link in the repository may lead anywhere.
  if (existsSync(folder) && isInside(realPath(folder), realPath(into))) return { folder, resolved: commit }
  throw new LuxError("LUX-2006", `${options.what} has no folder "${source.subdirectory}"`, {
    hint: "subdirectory is the package's folder inside the repository.",
  })

  async function fetched(): Promise<string> {
    try {
      await git("fetch", "--quiet", "--depth", "1", "--no-tags", url, revision ?? "HEAD")
      return (await git("rev-parse", "FETCH_HEAD^{commit}")).trim()
    } catch (error) {
      // Part of a commit's digest, or a server that hands out branches and tags alone: all of them are looked through.
      if (revision === undefined || !/^[0-9a-f]{4,64}$/.test(revision)) throw error
      await git("fetch", "--quiet", "--tags", url, "+refs/heads/*:refs/remotes/origin/*")
      return (await git("rev-parse", "--verify", `${revision}^{commit}`)).trim()
    }
  }
}
