/** For tests: decimals come as texts, and are compared as numbers of four places. */
export function numbers(found: readonly Readonly<Record<string, unknown>>[]): Record<string, unknown>[] {
  return found.map((row) =>
    Object.fromEntries(
      Object.entries(row).map(([name, value]) => {
        const isNumber =
          typeof value === "number" || (typeof value === "string" && /^-?\d+(\.\d+)?$/.test(value))
        return [name, isNumber ? Math.round(Number(value) * 1e4) / 1e4 : value]
      }),
    ),
  )
}
