/** For tests whose whole size takes too long for the suite: `npm run acceptance -- whole-tests` runs them at that size. */

/** True in `npm run acceptance`. */
const isWhole = process.env["LUX_TEST_SIZE"] === "whole"

/** The size that a test has in the suite, or the whole one. */
export function sized<Size>(size: { readonly suite: Size; readonly whole: Size }): Size {
  return isWhole ? size.whole : size.suite
}
