/** For tests: packages to install, from a folder, a git repository, a registry of npm. */
import { execFileSync } from "node:child_process"
import { createHash } from "node:crypto"
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { tmpdir } from "node:os"
import { basename, dirname, join } from "node:path"
import { onTestFinished } from "vitest"

export type Files = Readonly<Record<string, string>>

/** A folder with the files in it; removed when the test has finished. */
export function folderOf(files: Files): string {
  const folder = mkdtempSync(join(tmpdir(), "lux-package-"))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  writeAll(folder, files)
  return folder
}

export interface Repository {
  readonly url: string
  /** Commits the files over those that are there, tags the commit, and gives its digest. */
  commit(files: Files, tag?: string): string
}

export function repositoryOf(files: Files, tag: string): Repository {
  const folder = folderOf({})
  const git = (...args: string[]): string =>
    execFileSync("git", ["-c", "user.name=ada", "-c", "user.email=ada@example.com", ...args], {
      cwd: folder,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    }).trim()
  git("init", "--quiet", "--initial-branch", "main")
  const repository: Repository = {
    url: `file://${folder}`,
    commit(more, name) {
      writeAll(folder, more)
      git("add", "--all")
      git("commit", "--quiet", "--message", "more")
      if (name !== undefined) git("tag", "--force", name)
      return git("rev-parse", "HEAD")
    },
  }
  repository.commit(files, tag)
  return repository
}

export interface Registry {
  readonly url: string
  /** What was asked of it. */
  readonly requests: readonly string[]
  publish(name: string, version: string, files: Files): void
}

/** A registry as npm speaks to it: a document for each package, and a tarball for each version. */
export async function startRegistry(): Promise<Registry> {
  const tarballs = new Map<string, Buffer>()
  const versions = new Map<string, Record<string, unknown>>()
  const requests: string[] = []
  const server = createServer((request, response) => {
    const path = decodeURIComponent(request.url ?? "").slice(1)
    requests.push(path)
    const tarball = tarballs.get(path)
    const known = versions.get(path)
    if (tarball !== undefined) response.end(tarball)
    else if (known === undefined) response.writeHead(404, { "content-type": "application/json" }).end("{}")
    else {
      const latest = Object.keys(known).at(-1)
      response.setHeader("content-type", "application/json")
      response.end(JSON.stringify({ name: path, "dist-tags": { latest }, versions: known }))
    }
  })
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const url = `http://127.0.0.1:${addressOf(server.address()).port}/`
  return {
    url,
    requests,
    publish(name, version, files) {
      const folder = folderOf({})
      const manifest = JSON.stringify({ name, version })
      writeAll(join(folder, "package"), { ...files, "package.json": manifest })
      execFileSync("tar", ["-czf", "package.tgz", "package"], { cwd: folder })
      const tarball = execFileSync("cat", [join(folder, "package.tgz")])
      const path = `${name}/-/${basename(name)}-${version}.tgz`
      tarballs.set(path, tarball)
      const integrity = `sha512-${createHash("sha512").update(tarball).digest("base64")}`
      const dist = { tarball: url + path, integrity }
      versions.set(name, { ...versions.get(name), [version]: { name, version, dist } })
    },
  }
}

function addressOf(address: AddressInfo | string | null): AddressInfo {
  if (address === null || typeof address === "string") throw new Error("no port")
  return address
}

function writeAll(folder: string, files: Files): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
}
