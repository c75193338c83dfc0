import { describe, expect, it } from "vitest"
import { LuxError } from "../errors.ts"
import { OpenProject, readOptionsOf } from "./open-project.ts"
import { temporaryProject } from "./tests/temporary-project.testkit.ts"
import type { LuxOptions } from "./types.ts"

/** A project with one warning: a model past its date (LUX-1220). */
function opened(options: LuxOptions = {}): OpenProject {
  const { folder } = temporaryProject({
    "models/orders.sql": "select 1 as id\n",
    "models/orders.yml": "models: [{name: orders, deprecation_date: 2000-01-01}]\n",
  })
  return new OpenProject(readOptionsOf({ projectDir: folder, env: {}, ...options }))
}

const warning = new LuxError("LUX-1212", "nothing found")

describe("an open project", () => {
  it("keeps the warnings of the project once, however it is asked for", async () => {
    const open = opened()
    await open.outline()
    await open.whole()
    await open.whole()
    expect(open.warnings.map(({ code }) => code)).toEqual(["LUX-1220"])
  })

  it("keeps none for what reads without them", async () => {
    const open = opened()
    await open.reader.whole()
    expect(open.warnings).toEqual([])
  })

  it("throws warnings that are errors, and keeps nothing of what came with them", async () => {
    const open = opened({ warnErrorOptions: { include: ["LUX-1220"] } })
    await expect(open.whole()).rejects.toMatchObject({ code: "LUX-1220" })
    expect(open.warnings).toEqual([])
  })

  it("throws several together", () => {
    const open = opened({ warnErrorOptions: { include: "all" } })
    expect(() => open.keep([warning, warning])).toThrowError(
      expect.objectContaining({ errors: [warning, warning] }),
    )
  })

  it("leaves out warnings that are silenced", () => {
    const open = opened({ warnErrorOptions: { silence: ["LUX-1212"] } })
    open.keep([warning])
    expect(open.warnings).toEqual([])
  })

  it("is known by its folder from within", () => {
    const open = opened()
    const inside = new OpenProject(readOptionsOf({ projectDir: `${open.root()}/models`, env: {} }))
    expect(inside.root()).toBe(open.root())
  })
})
