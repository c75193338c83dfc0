import { readdirSync, readFileSync } from "node:fs"
import { join, resolve } from "node:path"
import { describe, expect, it } from "vitest"
import { errorCatalogue } from "./error-codes.ts"
import { LuxError, LuxErrors, Problems } from "./errors.ts"

const root = resolve(import.meta.dirname, "..")
const codes = Object.keys(errorCatalogue)

/** Codes that the sources raise. */
function used(): Set<string> {
  const files = readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" })
  const sources = files.filter(
    (file) => file.endsWith(".ts") && !file.endsWith(".test.ts") && file !== "error-codes.ts",
  )
  return new Set(
    sources.flatMap((file) =>
      [...readFileSync(join(root, "src", file), "utf8").matchAll(/LUX-\d{4}/g)].map(([code]) => code),
    ),
  )
}

describe("the catalog of errors", () => {
  it("is in the order of its codes", () => {
    expect(codes).toEqual([...codes].sort())
  })

  it("holds every code that is used, and none that is not", () => {
    expect([...used()].sort()).toEqual(codes)
  })

  it("is the page of errors, with what to do about each", () => {
    const page = readFileSync(join(root, "docs/reference/errors.md"), "utf8")
    const rows = [...page.matchAll(/^\| (LUX-\d{4}) \| (.+?) \| (.+?) \|$/gm)].map(([, code, meaning]) => [
      code,
      meaning,
    ])
    expect(Object.fromEntries(rows)).toEqual(errorCatalogue)
    expect(rows).toHaveLength(codes.length)
  })
})

describe("several errors", () => {
  const at = (file: string, line: number): LuxError =>
    new LuxError("LUX-1201", `${file} ${line}`, { place: { file, line, column: 1 } })

  it("come in the order of files and lines, those without a place first", () => {
    const errors = [at("b", 1), new LuxError("LUX-1001", "none"), at("a", 10), at("a", 2)]
    expect(new LuxErrors(errors).errors.map((error) => error.message)).toEqual(["none", "a 2", "a 10", "b 1"])
  })

  it("are thrown alone when there is one, together when there are more, and not at all when there are none", () => {
    const problems = new Problems()
    expect(() => problems.throwIfAny()).not.toThrow()
    problems.add(at("a", 1))
    expect(() => problems.throwIfAny()).toThrowError(LuxError)
    problems.take(new LuxErrors([at("b", 1), at("b", 2)]))
    expect(() => problems.throwIfAny()).toThrowError(
      expect.objectContaining({ errors: expect.objectContaining({ length: 3 }) }),
    )
  })

  it("let what is not known pass through", () => {
    const problems = new Problems()
    expect(() => problems.attempt(() => Number("x").toFixed(1000))).toThrowError(RangeError)
    expect(problems.found).toEqual([])
  })
})
