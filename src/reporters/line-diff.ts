/** The lines around a change that are told too. */
const around = 2

/** Above this many pairs of lines the texts are told as replaced: comparing all would take too long. */
const mostPairs = 4_000_000

/** Two texts as lines that start with `-`, `+` or a blank; parts far from any change are `...`. */
export function lineDiff(before: string, now: string): readonly string[] {
  const lines = compared(linesOf(before), linesOf(now))
  const changed = lines.flatMap((line, index) => (line.startsWith(" ") ? [] : [index]))
  const told: string[] = []
  let last = -1
  for (const [index, line] of lines.entries()) {
    if (!changed.some((each) => Math.abs(each - index) <= around)) continue
    if (index > last + 1 && told.length > 0) told.push(" ...")
    told.push(line)
    last = index
  }
  return told
}

function linesOf(text: string): readonly string[] {
  return text.trim().split(/\r?\n/)
}

/** By the longest common subsequence of lines, compared without the white space around them. */
function compared(before: readonly string[], now: readonly string[]): readonly string[] {
  if (before.length * now.length > mostPairs)
    return [...before.map((line) => `-${line}`), ...now.map((line) => `+${line}`)]
  const same = (i: number, j: number): boolean => before[i]?.trim() === now[j]?.trim()
  const width = now.length + 1
  const common = new Uint32Array((before.length + 1) * width)
  const at = (i: number, j: number): number => common[i * width + j] ?? 0
  for (let i = before.length - 1; i >= 0; i--)
    for (let j = now.length - 1; j >= 0; j--)
      common[i * width + j] = same(i, j) ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1))
  const lines: string[] = []
  let i = 0
  let j = 0
  while (i < before.length || j < now.length) {
    if (i < before.length && j < now.length && same(i, j)) {
      lines.push(` ${now[j]}`)
      i++
      j++
    } else if (i < before.length && (j >= now.length || at(i + 1, j) >= at(i, j + 1)))
      lines.push(`-${before[i++]}`)
    else lines.push(`+${now[j++]}`)
  }
  return lines
}
