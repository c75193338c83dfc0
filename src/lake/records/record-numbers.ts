/** Numbers of records as text, such as `1-3,7`. */
export function numbersAsText(numbers: Iterable<number>): string {
  const ranges: { from: number; to: number }[] = []
  for (const each of [...numbers].sort((a, b) => a - b)) {
    const last = ranges.at(-1)
    if (last !== undefined && each <= last.to + 1) last.to = each
    else ranges.push({ from: each, to: each })
  }
  return ranges.map(({ from, to }) => (from === to ? String(from) : `${from}-${to}`)).join(",")
}

export function numbersOfText(text: string): readonly number[] {
  return text.split(",").flatMap((range) => {
    const [from = 0, to = from] = range.split("-").map(Number)
    return Array.from({ length: to - from + 1 }, (_, index) => from + index)
  })
}
