import type { ConformanceCase } from "./setup.testkit.ts"

/**
 * https://docs.aws.amazon.com/redshift/latest/dg/crc32-function.html
 * https://docs.aws.amazon.com/redshift/latest/dg/r_FNV_HASH.html
 */
export const exampleHashes: readonly ConformanceCase[] = [
  ["select crc32('Amazon Redshift'), crc32(''), crc32(null)", "f2726906", "00000000", null],
  ["select fnv_hash(1)", "-5968735742475085980"],
  ["select fnv_hash(1::smallint), fnv_hash(1::bigint)", "589727492704079044", "-8517097267634966620"],
  ["select fnv_hash('Amazon Redshift', fnv_hash(1))", "-2202602717770968555"],
  ["select fnv_hash('abcd')", "-281581062704388899"],
  ["select fnv_hash('cd', fnv_hash('ab'))", "-281581062704388899"],
]

/**
 * https://docs.aws.amazon.com/redshift/latest/dg/SOUNDEX.html
 * https://docs.aws.amazon.com/redshift/latest/dg/DIFFERENCE.html
 * https://docs.aws.amazon.com/redshift/latest/dg/REGEXP_REPLACE.html
 */
export const exampleTexts: readonly ConformanceCase[] = [
  ["select soundex('AWS Amazon'), soundex('+-*/%'), soundex('')", "A252", "", ""],
  ["select soundex('4u 2b'), soundex(null)", "U100", null],
  ["select difference('AC/DC', 'Ay See Dee See')", "4"],
  ["select difference('Amazon', '+-*/%'), difference('%', '@')", "0", "1"],
  ["select difference('Amazon', ''), difference('Amazon', 'Ama'), difference(null, 'a')", "0", "2", null],
  ["select regexp_replace('abcd', '([a-z])([a-z])', '$2$1')", "badc"],
  ["select regexp_replace('ABC-123', '([A-Z]+)-([0-9]+)', '$2/$1')", "123/ABC"],
  ["select regexp_replace('a1', '[a-z](1)', '$1$1x', 1, 'p')", "11x"],
]
