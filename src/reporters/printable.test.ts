import { expect, it } from "vitest"
import { cutEnd, cutMiddle, cutStart, widthOf } from "./printable.ts"

it.each([
  [cutEnd, "analytics.popularity", 12, "analytics.p…"],
  [cutStart, "analytics.popularity", 12, "….popularity"],
  [cutMiddle, "analytics.popularity", 12, "analy…larity"],
  [cutMiddle, "short", 12, "short"],
  [cutMiddle, "漢字漢字漢字漢字漢字", 12, "漢字…字漢字"],
  [cutMiddle, "analytics.popularity", 5, "anal…"],
  [cutEnd, "👨‍👩‍👧‍👦👨‍👩‍👧‍👦", 3, "👨‍👩‍👧‍👦…"],
])("%o of %s in %d columns is %s", (cut, text, width, expected) => {
  const shown = cut(text, width)
  expect(shown).toBe(expected)
  expect(widthOf(shown)).toBeLessThanOrEqual(width)
})
