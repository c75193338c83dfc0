/** `lux profile` as people and programs read it, and the guide to it. */
import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { repositoryRoot, warmLux } from "../dev/lux-process.testkit.ts"

const folder = mkdtempSync(join(tmpdir(), "lux-profile-"))
const cwd = join(folder, "shop")
afterAll(() => rmSync(folder, { recursive: true, force: true }))
beforeAll(async () => {
  cpSync(join(repositoryRoot, "fixtures/shop"), cwd, { recursive: true })
  expect(await warmLux(["build"], { cwd })).toMatchObject({ code: 0 })
}, 60_000)

describe("lux profile", () => {
  const page = readFileSync(join(repositoryRoot, "docs/guides/profile.md"), "utf8")
  const shown = [...page.matchAll(/^```sh\nlux (profile .*)\n```\n\n```\n([\s\S]*?)^```$/gm)]

  it.each(shown.map(([, line = "", output = ""]) => [line, output]))(
    "prints what the guide shows: %s",
    async (line, output) => {
      expect((await warmLux(line.split(" "), { cwd })).stdout).toBe(output)
    },
  )

  it("finds them in the guide", () => expect(shown.length).toBeGreaterThan(1))

  it("gives programs a list of metrics", async () => {
    const { code, stdout } = await warmLux(
      ["profile", "orders", "--pairs", "order_id,amount", "--output", "json"],
      { cwd },
    )
    expect(code).toBe(0)
    const metrics: unknown = JSON.parse(stdout)
    expect(metrics).toEqual(
      expect.arrayContaining([
        { metric: "row_count", value: 4 },
        { column: "order_id", metric: "sum", value: 10 },
        {
          columns: ["order_id", "amount"],
          metric: "mutual_information",
          value: expect.closeTo(Math.log(4), 12),
        },
      ]),
    )
  })

  it.each([
    [["profile"], 2, "nothing to profile"],
    [["profile", "ordes"], 2, 'Did you mean "orders"'],
    [["profile", "orders", "--columns", "custmer"], 2, 'Did you mean "customer"'],
    [["profile", "orders", "--pairs", "a"], 2, "--pairs takes two columns"],
    [["profile", "none/*.csv"], 2, "no file matches"],
    [["profile", "orders", "--where", "amount >"], 1, "LUX-"],
  ])("%j exits with %i", async (args, code, message) => {
    const done = await warmLux(args, { cwd })
    expect(done.stderr).toContain(message)
    expect(done.code).toBe(code)
  })
})
