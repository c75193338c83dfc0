import { stringLiteral } from "./identifier.ts"

/** How Redshift writes numbers in a text (the engines read more, as `0x1F` and `1_000`), and what is said of others. */
export const strictTexts = {
  whole: { pattern: String.raw`\s*[+-]?\d+\s*`, name: "a whole number" },
  decimal: { pattern: String.raw`\s*[+-]?(\d+\.?\d*|\.\d+)\s*`, name: "a decimal" },
  float: {
    pattern: String.raw`\s*[+-]?((\d+\.?\d*|\.\d+)(e[+-]?\d+)?|inf(inity)?|nan)\s*`,
    name: "a float",
  },
} as const

export type StrictForm = keyof typeof strictTexts

export function isStrict(text: string, form: StrictForm): boolean {
  return new RegExp(`^${strictTexts[form].pattern}$`, "i").test(text)
}

const longest = 60

/** What is cast, as a message names it. */
export function strictName(authored: string): string {
  const text = authored.replace(/\s+/g, " ")
  return text.length <= longest ? text : `${text.slice(0, longest - 3)}...`
}

/** Where in translated SQL the cast is that an engine says this of; undefined where it is not one of these. */
export function strictCastAt(message: string, sql: string): number | undefined {
  for (const [form, { name }] of Object.entries(strictTexts)) {
    const what = message.endsWith(`, not ${name}`) ? /^(.*?) is "/s.exec(message)?.[1] : undefined
    const end = what === undefined ? -1 : sql.indexOf(`, ${stringLiteral(what)})`)
    if (end === -1) continue
    const call = `${form}_text(`
    const start = sql.lastIndexOf(call, end)
    if (start !== -1) return start + call.length
  }
  return undefined
}
