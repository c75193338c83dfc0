/** `lux dev lake` through the real command. */
import { mkdtempSync, readdirSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, expect, it } from "vitest"
import { lux } from "../../dev/lux-process.testkit.ts"

const folder = mkdtempSync(join(tmpdir(), "lux-dev-lake-"))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

it("writes a lake below the current folder and says what it did, then only what is missing", async () => {
  const lake = (hours: string) =>
    lux(["dev", "lake", "--hours", hours, "--from", "2024-03-04T23:00:00Z"], { cwd: folder })
  const said = (line: string) => ({ code: 0, stdout: expect.stringMatching(line), stderr: "" })
  expect(await lake("1")).toEqual(
    said(
      String.raw`^14 files for 1 hour from 2024-03-04 23:00 UTC in data/lake/raw \(\d\.\d MB, 14 new\)\n$`,
    ),
  )
  expect(await lake("2")).toEqual(said(String.raw`^28 files for 2 hours .*, 14 new\)\n$`))
  expect(await lake("2")).toEqual(said(String.raw`^28 files for 2 hours .*, 0 new\)\n$`))
  expect(readdirSync(join(folder, "data/lake/raw")).length).toBe(6)
})

it.each([
  [["--from", "2024-02-30"], "LUX-9004 --from takes an hour in UTC"],
  [["--from", "2024-03-04T00:30:00Z"], "LUX-9004 --from takes an hour in UTC"],
  [["--from", "yesterday"], "LUX-9004 --from takes an hour in UTC"],
  [["--hours", "0"], "LUX-9004 --hours takes a whole number from 1 on"],
  [["--hours", "100000"], "LUX-9004 --hours takes 8784 at most"],
  [["--seed", "x"], "LUX-9004 --seed takes a whole number"],
  [["--layout", "date"], 'LUX-9004 --layout does not take "date"'],
])("refuses %j", async (args, message) => {
  const { code, stdout, stderr } = await lux(["dev", "lake", ...args], { cwd: folder })
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" })
  expect(stderr).toContain(message)
})
