import { spawnSync } from "node:child_process"
import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { describe, expect, it, onTestFinished } from "vitest"
import { removeAbandoned, writerId, writerPattern } from "./abandoned.ts"
import { writeWhereDifferent, writeWhole } from "./write-whole.ts"

const unfinished = new RegExp(`\\.${writerPattern}\\.writing$`)
const [here = ""] = writerId.split("-")
const { pid: gone } = spawnSync(process.execPath, ["--version"])

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), "lux-abandoned-"))
  onTestFinished(() => rmSync(made, { recursive: true }))
  return made
}

describe("what a process that was killed did not finish", () => {
  it("is removed, and nothing else", () => {
    const place = folder()
    const kept = [
      `mine.${writerId}.writing`,
      `running.${here}-1.writing`,
      "other.000000-1.writing",
      "a.sql",
      "of a user.writing",
    ]
    for (const name of [...kept, `a.sql.${here}-${gone}.writing`, "old.000000-1.writing"])
      writeFileSync(join(place, name), "half")
    mkdirSync(join(place, `folder.${here}-${gone}.writing`))
    utimesSync(join(place, "old.000000-1.writing"), 0, 0)
    removeAbandoned(place, unfinished)
    expect(readdirSync(place).sort()).toEqual([...kept].sort())
  })

  it("goes with the next file that is written next to it, or would be the same", () => {
    for (const write of [writeWhole, writeWhereDifferent]) {
      const place = folder()
      writeFileSync(join(place, "a.json"), "{}")
      writeFileSync(join(place, `b.json.${here}-${gone}.writing`), "half")
      write(join(place, "a.json"), "{}")
      expect(readdirSync(place)).toEqual(["a.json"])
    }
  })

  it("is nothing in a folder that is not there", () => {
    expect(() => removeAbandoned(join(folder(), "none"), unfinished)).not.toThrow()
  })
})
