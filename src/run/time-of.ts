const shape =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?\s*(Z|[+-]\d{2}(?::?\d{2})?)?)?$/

/** A timestamp or date as a warehouse gives it, or the same written as text; without a zone it is UTC. */
export function timeOf(value: unknown): Date | undefined {
  if (value instanceof Date) return value
  const [, Y, m, d, H = "00", M = "00", S = "00", fraction = "", zone = "Z"] = shape.exec(String(value)) ?? []
  if (Y === undefined) return undefined
  const offset = zone === "Z" ? "Z" : `${zone.slice(0, 3)}:${zone.replace(/\D/g, "").slice(2) || "00"}`
  const time = new Date(`${Y}-${m}-${d}T${H}:${M}:${S}.${fraction.padEnd(3, "0").slice(0, 3)}${offset}`)
  return Number.isNaN(time.getTime()) ? undefined : time
}
