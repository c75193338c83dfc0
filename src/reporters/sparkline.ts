const bars = "▁▂▃▄▅▆▇█"

/** Numbers as bars between the least and the greatest; a gap where there is none. */
export function sparkline(values: readonly (number | null)[]): string {
  const there = values.filter((value) => value !== null)
  const least = Math.min(...there)
  const span = Math.max(...there) - least
  return values
    .map((value) => {
      if (value === null) return " "
      return bars[span === 0 ? 0 : Math.round(((value - least) / span) * (bars.length - 1))] ?? " "
    })
    .join("")
}
