import {
  CORE_SCHEMA,
  defineScalarTag,
  EVENT_ID,
  type Event,
  getScalarValue,
  mapTag,
  mergeTag,
  NOT_RESOLVED,
  SCALAR_STYLE,
} from "js-yaml"
import { LuxError, LuxErrors } from "../../errors.ts"
import { decimalOfText, decimalText, shortest } from "../../template/decimal.ts"
import { ExactNumber, exactNumber, isPlainDecimal } from "../../template/exact-number.ts"
import { placeAt, type SourceFile } from "../../template/source-file.ts"

const tags = { int: "tag:yaml.org,2002:int", float: "tag:yaml.org,2002:float" } as const
const firstCharacters = ["-", "+", ".", ..."0123456789"]

/** `0x1F`, `0o17`; `0b11` and a sign only behind `!!int`, as js-yaml's own tags have it. */
const based = /^([-+]?)(0x[0-9a-fA-F]+|0o[0-7]+|0b[01]+)$/
const withExponent = /^[-+]?(?:\d+\.?\d*|\.\d+)[eE]([-+]?\d+)$/
const special = /^(?:[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/

/** Zeros that an exponent may stand for. */
const mostZeros = 1000

function wholeNumber(source: string, isExplicit: boolean): unknown {
  if (/^[-+]?\d+$/.test(source)) return exactNumber(source)
  const [, sign, digits] = based.exec(source) ?? []
  if (digits === undefined) return NOT_RESOLVED
  if (!isExplicit && (sign !== "" || digits.startsWith("0b"))) return NOT_RESOLVED
  return exactNumber(`${sign === "-" ? "-" : ""}${BigInt(digits)}`)
}

function decimalNumber(source: string): unknown {
  if (isPlainDecimal(source)) return exactNumber(source)
  const exponent = withExponent.exec(source)?.[1]
  if (exponent === undefined || Math.abs(Number(exponent)) > mostZeros) return NOT_RESOLVED
  return exactNumber(decimalText(shortest(decimalOfText(source))))
}

/** YAML 1.2 with `<<`, which dbt's YAML has too, and with numbers that keep their digits. */
export const yamlSchema = CORE_SCHEMA.withTags(
  mergeTag,
  // A key is a text: that of a number as it is written.
  {
    ...mapTag,
    addPair: (map, key, value) => mapTag.addPair(map, keyOf(key), value),
    has: (map, key) => mapTag.has(map, keyOf(key)),
  },
  numberTag("int", wholeNumber),
  numberTag("float", decimalNumber),
)

function keyOf(key: unknown): unknown {
  return key instanceof ExactNumber ? String(key) : key
}

function numberTag(name: keyof typeof tags, resolve: (source: string, isExplicit: boolean) => unknown) {
  return defineScalarTag(tags[name], {
    implicit: true,
    implicitFirstChars: firstCharacters,
    resolve,
    // Nothing is written with this schema.
    identify: () => false,
  })
}

/** LUX-1019 for each number that has no digits (`.inf`, `.nan`) or too many (`1e9999`), all together. */
export function checkNumbers({ path, text }: SourceFile, events: readonly Event[]): void {
  // Only a text that may have one is worth the walk.
  if (!/\.(?:inf|nan)\b|\d\.?[eE][-+]?\d{4}/i.test(text)) return
  const problems = events.flatMap((event) => {
    if (event.type !== EVENT_ID.SCALAR || event.style !== SCALAR_STYLE.PLAIN) return []
    const written = getScalarValue(text, event)
    const message = special.test(written)
      ? `${written} has no digits`
      : Math.abs(Number(withExponent.exec(written)?.[1] ?? 0)) > mostZeros
        ? `${written} has more than ${mostZeros} digits`
        : undefined
    if (message === undefined) return []
    const place = placeAt({ path, text }, event.valueStart, written.length)
    return [
      new LuxError("LUX-1019", message, {
        place,
        hint: `Write "${written}" in quotes to have it as a text.`,
      }),
    ]
  })
  const [only, more] = problems
  if (only !== undefined) throw more === undefined ? only : new LuxErrors(problems)
}
