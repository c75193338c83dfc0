import { expect, it } from "vitest"
import { privilegesOf } from "./privileges.ts"

it.each([
  ["", {}],
  ["lux=arwdDxt/lux", {}],
  ["lux=arwdDxt/lux,reader=r/lux", { select: ["reader"] }],
  ["=r/lux,reader=rw*/lux", { select: ["public", "reader"], update: ["reader"] }],
  ['group staff=r/lux,"odd, name"=a/lux', { select: ["group staff"], insert: ["odd, name"] }],
])("%j", (written, expected) => {
  expect(privilegesOf(written, "lux")).toEqual(expected)
})
