/** Which rows are kept of each input, by their numbers. */
export type Kept = readonly (readonly number[])[]

/**
 * Leaves out rows as long as `holds` holds of the rest: halves first, single rows last, of each input in turn, until
 * nothing more can go or it has been asked `most` times. Each left-out part makes the next question cheaper.
 */
export async function shrink(
  kept: Kept,
  holds: (kept: Kept) => Promise<boolean>,
  most: number,
): Promise<Kept> {
  let current = kept
  let asked = 0
  const without = async (input: number, rows: readonly number[]): Promise<boolean> => {
    if (asked >= most) return false
    asked++
    const gone = new Set(rows)
    const fewer = current.map((own, index) => (index === input ? own.filter((row) => !gone.has(row)) : own))
    if (!(await holds(fewer))) return false
    current = fewer
    return true
  }
  const largestFirst = [...kept.keys()].sort((a, b) => (kept[b]?.length ?? 0) - (kept[a]?.length ?? 0))
  for (const input of largestFirst) {
    let size = Math.ceil((current[input]?.length ?? 0) / 2)
    while (size >= 1 && asked < most) {
      for (const part of parts(current[input] ?? [], size)) await without(input, part)
      if (size === 1) break
      size = Math.ceil(Math.min(size, current[input]?.length ?? 0) / 2)
    }
  }
  return current
}

/** From the end: what comes first tends to be what is known best. */
function parts(rows: readonly number[], size: number): readonly (readonly number[])[] {
  const found: (readonly number[])[] = []
  for (let start = 0; start < rows.length; start += size) found.push(rows.slice(start, start + size))
  return found.reverse()
}
