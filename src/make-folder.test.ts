import { existsSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, expect, it } from "vitest"
import { needing } from "./dev/needing.testkit.ts"
import { makeFolder } from "./make-folder.ts"

const root = mkdtempSync(join(tmpdir(), "lux-folder-"))
afterAll(() => rmSync(root, { recursive: true, force: true }))

it("makes a folder with those above it, again too, and by way of a link", () => {
  makeFolder(join(root, "a/b/c"))
  makeFolder(join(root, "a/b/c"))
  symlinkSync(join(root, "a"), join(root, "link"))
  makeFolder(join(root, "link/d"))
  makeFolder(".")
  expect(statSync(join(root, "a/d")).isDirectory()).toBe(true)
})

it("says of a file in the way what the system says", () => {
  writeFileSync(join(root, "file"), "")
  expect(() => makeFolder(join(root, "file"))).toThrow(/EEXIST/)
  expect(() => makeFolder(join(root, "file/below"))).toThrow(/EEXIST|ENOTDIR/)
})

needing("/proc", existsSync("/proc/self")).it("ends where no folder can be made", () => {
  expect(() => makeFolder("/proc/x/y")).toThrow(/ENOENT|EACCES/)
})
