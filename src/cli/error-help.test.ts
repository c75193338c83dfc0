import { expect, it } from "vitest"
import { errorCatalogue } from "../error-codes.ts"
import { errorHelp } from "./error-help.ts"

it("every code has an entry with a title and advice", () => {
  const bare = Object.keys(errorCatalogue).filter(
    (code) => !/^LUX-\d{4}: \S.*\n\n\S/.test(errorHelp(code) ?? ""),
  )
  expect(bare).toEqual([])
})

it("links become their words, and an unknown code has no entry", () => {
  expect(errorHelp("LUX-1083")).toMatch(
    /^LUX-1083: .*\n\nWrite `git:`, `local:` or `npm:`, as in packages\.\n$/,
  )
  expect(errorHelp("LUX-0000")).toBeUndefined()
})
