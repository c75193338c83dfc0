import type { ColumnKind } from "./types.ts"

const kinds: readonly (readonly [RegExp, ColumnKind])[] = [
  [/\[\d*\]$|^(struct|map|union|list)\b/i, "other"],
  [/^u?(tiny|small|big|huge)?int(eger)?\d*\b/i, "integer"],
  [/^(decimal|numeric)\b/i, "exact"],
  [/^(double|float\d*|real)\b/i, "float"],
  [/^(varchar|text|string|char|bpchar|enum)\b/i, "text"],
  [/^(date|timestamp\w*)\b/i, "time"],
  [/^bool(ean)?\b/i, "boolean"],
]

/** How values of the engine's type are measured; what is neither number, text, time nor truth is only counted. */
export function kindOf(type: string): ColumnKind {
  return kinds.find(([pattern]) => pattern.test(type.trim()))?.[1] ?? "other"
}

export function isNumber(kind: ColumnKind): boolean {
  return kind === "integer" || kind === "exact" || kind === "float"
}
