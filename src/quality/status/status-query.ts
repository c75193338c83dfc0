/** One query of `lux status`, as text: all of them are sent in one round trip. */
export interface StatusQuery<Row> {
  readonly sql: string
  read(row: Readonly<Record<string, unknown>>): Row
}

/** Texts and times as they come. */
export function text(value: unknown): string {
  return String(value)
}

export function optionalText(value: unknown): string | null {
  return value === null || value === undefined ? null : String(value)
}

/** Warehouses give sums and counts as numbers or as texts. */
export function number(value: unknown): number {
  return Number(value ?? 0)
}
