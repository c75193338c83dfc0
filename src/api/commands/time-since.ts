import { LuxError } from "../../errors.ts"

const spans: Readonly<Record<string, number>> = { m: 60, h: 3600, d: 86_400, w: 604_800 }

/** `7d`, `24h`, `2023-09-02` or `2023-09-02T08:00` as the history writes times, in UTC. Throws LUX-2431 for anything else. */
export function timeOf(text: string | undefined, now: Date): string | undefined {
  if (text === undefined) return undefined
  const span = /^(\d+)([mhdw])$/.exec(text)
  const at =
    span === null
      ? Date.parse(
          /[zZ]|[+-]\d\d:?\d\d$/.test(text) || !text.includes(":") ? text : `${text.replace(" ", "T")}Z`,
        )
      : now.getTime() - Number(span[1]) * 1000 * (spans[span[2] ?? ""] ?? 0)
  if (Number.isNaN(at))
    throw new LuxError("LUX-2431", `"${text}" is not a time`, {
      hint: "Write a span such as 7d, 24h or 90m, or a time such as 2023-09-02 or 2023-09-02T08:00 (UTC).",
    })
  return new Date(at).toISOString().replace("T", " ").replace("Z", "")
}
