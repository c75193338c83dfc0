import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { loadJsMacros } from "./js-macros.ts"
import { macroTable } from "./macro-table.ts"
import { parseTemplate } from "./parse.ts"
import { render } from "./render.ts"
import { outcome, testContext } from "./test-context.testkit.ts"

let folder = ""
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lux-js-macros-"))
})
afterAll(() => rm(folder, { recursive: true }))

async function load(name: string, text: string) {
  const path = join(folder, name)
  await writeFile(path, text)
  return loadJsMacros(path, { path: `macros/${name}`, text }, 1000)
}

describe.each(["mjs", "ts"])("macros in a .%s file", (extension) => {
  const typed = extension === "ts" ? ": any" : ""

  it("get the context, positional arguments and, last, named ones", async () => {
    const macros = await load(
      `all.${extension}`,
      `export const notAMacro = 1
export function shout(context${typed}, ...args${typed}${extension === "ts" ? "[]" : ""}) {
  return JSON.stringify(args)
}
export const reads = (context${typed}, name${typed}) =>
  context.ref(name) + " " + context.source("s", "t") + " " + context.var("v", 1) + " " + context.env("E") + " " + context.target.name
export function throws() {
  throw new Error("no such thing")
}
export function missing(context${typed}) { return context.ref("missing") }
export async function later() { return "x" }
export function listed() { return ["a", "b"] }
`,
    )
    expect(macros.map(({ name, place }) => `${name} ${place.line}`).sort()).toEqual([
      "later 11",
      "listed 12",
      "missing 10",
      "reads 5",
      "shout 2",
      "throws 7",
    ])
    const context = testContext({ macros: macroTable(macros), env: { E: "e" } })
    expect(outcome('{{shout 1 "a"}} {{shout}} {{shout 1 x=(list 2)}}', context)).toBe(
      '[1,"a"] [] [1,{"x":[2]}]',
    )
    expect(outcome('{{reads "m"}} {{join (listed) "+"}}', context)).toBe("analytics.m s.t 1 e dev a+b")
    expect(outcome("\n {{throws}}", context)).toBe('LUX-1113 2:2 macro "throws" failed: no such thing')
    expect(outcome("{{later}}", context)).toBe(
      'LUX-1113 1:1 macro "later" returns a promise: nothing is waited for while rendering',
    )
    expect(outcome(" {{missing}}", context)).toBe('LUX-1201 1:2 model "missing" does not exist')
    expect(() => render(parseTemplate({ path: "m.sql", text: "{{throws}}" }), context)).toThrow(
      expect.objectContaining({
        related: [
          {
            message: 'in macro "throws"',
            place: expect.objectContaining({
              file: `macros/all.${extension}`,
              line: extension === "ts" ? 7 : 8,
            }),
          },
        ],
      }),
    )
  })

  it("may import what is next to them", async () => {
    await writeFile(join(folder, `next to.${extension}`), "export const word = 'next to'")
    const [macro] = await load(
      `importing.${extension}`,
      `import { readFileSync } from "node:fs"
import { word } from "./next to.${extension}"
export function told() { return word + readFileSync(new URL("data.txt", import.meta.url), "utf8") }`,
    )
    await writeFile(join(folder, "data.txt"), "!")
    expect(outcome("{{told}}", testContext({ macros: macroTable(macro ? [macro] : []) }))).toBe("next to!")
  })

  it("are loaded again when the text changed", async () => {
    const said = async (word: string) => {
      const macros = await load(`changed.${extension}`, `export function say() { return "${word}" }`)
      return outcome("{{say}}", testContext({ macros: macroTable(macros) }))
    }
    expect([await said("one"), await said("two")]).toEqual(["one", "two"])
  })

  it.each([
    ["syntax", "export function (", "LUX-1112", /cannot be loaded/],
    ["throwing", "throw new Error('at once')", "LUX-1112", /cannot be loaded: at once/],
    ["endless", "for (;;);\nexport const one = () => 1", "LUX-1112", /the file is not loaded after 1 s/],
    [
      "waiting",
      "await new Promise(() => {})\nexport const one = () => 1",
      "LUX-1112",
      /not loaded after 1 s/,
    ],
    ["nothing", "export const x = 1", "LUX-1112", /exports no function/],
    ["default", "export default function () {}", "LUX-1112", /by its name/],
    ["taken", "\nexport function concat() {}", "LUX-1110", /"concat" has the name of a helper/],
  ])("are refused: %s", async (name, text, code, message) => {
    await expect(load(`${name}.${extension}`, text)).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message),
      place: { file: `macros/${name}.${extension}` },
    })
  })
})

describe("while a file of macros is loaded", () => {
  it.each(["mjs", "ts"])("process.exit in a .%s file ends nothing", async (extension) => {
    const text = "process.exit(0)\nexport const one = () => 1\n"
    await expect(load(`exits.${extension}`, text)).rejects.toMatchObject({
      code: "LUX-1112",
      message: "the macros cannot be loaded: it calls process.exit",
    })
  })

  it("what it prints keeps standard output clean, and what else runs has its timers", async () => {
    const written: unknown[] = []
    const { write } = process.stdout
    process.stdout.write = (text: unknown) => written.push(text) > 0
    try {
      const text =
        "process.stdout.write('')\nawait new Promise((done) => setTimeout(done, 20))\nexport const one = () => 1\n"
      const loading = load("prints.mjs", text)
      await new Promise((done) => setTimeout(done, 5))
      process.stdout.write("own")
      expect(await loading).toHaveLength(1)
    } finally {
      process.stdout.write = write
    }
    expect(written).toEqual(["own"])
  })
})
