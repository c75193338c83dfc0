import { literalsOf } from "../identifier.ts"
import type { ConformanceCase } from "./setup.testkit.ts"

const texts = [
  "it's",
  "''",
  "a\\b",
  "a\\\\b",
  "ends with \\",
  "\\'",
  "'; drop table t; --",
  "\\'; drop table t; --",
  "two\nlines",
  "$1 %s ?",
  "é 漢 🙂",
]

/** A text of every kind comes through the literal that Redshift reads, and that of the other engine. */
export const escaping: readonly ConformanceCase[] = texts.map((text) => [
  `select ${literalsOf("redshift")(text)}`,
  text,
])
