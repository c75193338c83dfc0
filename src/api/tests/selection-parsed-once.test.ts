/** A command parses the selection that it is given once, and passes on what it means. */
import { join } from "node:path"
import { beforeEach, describe, expect, it, vi } from "vitest"
import { createLux } from "../create-lux.ts"
import type { Lux, SelectionOptions } from "../types.ts"
import { temporaryProject } from "./temporary-project.testkit.ts"

const parsed = vi.hoisted((): string[] => [])
vi.mock("../../graph/selector.ts", async (original) => {
  const selector = await original<typeof import("../../graph/selector.ts")>()
  return {
    ...selector,
    parseSelector: (texts: readonly string[]) => {
      parsed.push(texts.join(" "))
      return selector.parseSelector(texts)
    },
  }
})
beforeEach(() => void parsed.splice(0))

const files = {
  "models/orders.sql": "{{config materialized='table'}}\nselect 1 as id\n",
  "models/orders.yml": "models: [{name: orders, columns: [{name: id, data_tests: [unique]}]}]\n",
}

const commands: Readonly<Record<string, (lux: Lux, options: SelectionOptions) => Promise<unknown>>> = {
  list: (lux, options) => lux.list(options),
  compile: (lux, options) => lux.compile(options),
  build: (lux, options) => lux.build(options),
  // What is left to do is looked for by the run's own selection.
  run: (lux, options) => lux.run(options),
  test: (lux, options) => lux.test(options),
  "dry run": (lux, options) => lux.execute("build", { ...options, dryRun: true }),
  clone: (lux, options) => lux.clone({ ...options, state: join(lux.root(), "target") }),
  export: (lux, options) => lux.export({ ...options, to: join(lux.root(), "exported") }),
  sourceFreshness: (lux, options) => lux.sourceFreshness(options),
}

describe("parsing of --select and --exclude", () => {
  it.each(Object.keys(commands))("happens once in %s", async (name) => {
    const project = temporaryProject(files)
    await project.lux().build()
    const lux = createLux({ projectDir: project.folder, env: {} })
    parsed.splice(0)
    await commands[name]?.(lux, { select: ["orders"], exclude: ["tag:none"] })
    expect(parsed).toEqual(["orders", "tag:none"])
  })

  it.each(Object.keys(commands))("happens once in %s by --selector", async (name) => {
    const project = temporaryProject({
      ...files,
      "selectors.yml": "selectors: [{name: own, definition: 'orders'}]\n",
    })
    await project.lux().build()
    const lux = createLux({ projectDir: project.folder, env: {} })
    parsed.splice(0)
    await commands[name]?.(lux, { selector: "own" })
    expect(parsed.filter((each) => each === "selector:own")).toEqual(["selector:own"])
  })
})
