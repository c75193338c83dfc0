import type { DiffLine } from "./data.ts"

/** Lines around a change that are shown with it. */
const around = 3
/** Of longer texts with more changes the old and the new one are shown as a whole: to compare them would take too long. */
const mostCells = 4_000_000

/** How one text became the other, by lines: the longest common lines stay. Stretches that stayed are `~`. */
export function lineDiff(before: string, after: string): readonly DiffLine[] {
  const [old, now] = [linesOf(before), linesOf(after)]
  const same = commonAtStart(old, now)
  const [oldRest, nowRest] = [old.slice(same), now.slice(same)]
  const tail = commonAtStart(oldRest.toReversed(), nowRest.toReversed())
  const middle = changed(oldRest.slice(0, oldRest.length - tail), nowRest.slice(0, nowRest.length - tail))
  const kept = (lines: readonly string[]): DiffLine[] => lines.map((text) => ({ sign: " ", text }))
  return folded([...kept(now.slice(0, same)), ...middle, ...kept(now.slice(now.length - tail))])
}

function linesOf(text: string): readonly string[] {
  return text === "" ? [] : text.split("\n")
}

function commonAtStart(a: readonly string[], b: readonly string[]): number {
  let at = 0
  while (at < a.length && at < b.length && a[at] === b[at]) at++
  return at
}

function changed(old: readonly string[], now: readonly string[]): readonly DiffLine[] {
  const width = now.length + 1
  const removed = (text: string): DiffLine => ({ sign: "-", text })
  const added = (text: string): DiffLine => ({ sign: "+", text })
  if ((old.length + 1) * width > mostCells) return [...old.map(removed), ...now.map(added)]
  // How many lines the rests from each pair of places on have in common.
  const common = new Uint32Array((old.length + 1) * width)
  const at = (i: number, j: number): number => common[i * width + j] ?? 0
  for (let i = old.length - 1; i >= 0; i--)
    for (let j = now.length - 1; j >= 0; j--)
      common[i * width + j] = old[i] === now[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1))
  const lines: DiffLine[] = []
  let [i, j] = [0, 0]
  while (i < old.length || j < now.length) {
    const [was, is] = [old[i], now[j]]
    if (was !== undefined && was === is) {
      lines.push({ sign: " ", text: was })
      i++
      j++
    } else if (was !== undefined && (is === undefined || at(i + 1, j) >= at(i, j + 1))) {
      lines.push(removed(was))
      i++
    } else if (is !== undefined) {
      lines.push(added(is))
      j++
    }
  }
  return lines
}

function folded(lines: readonly DiffLine[]): readonly DiffLine[] {
  const near = lines.map((_, at) =>
    lines.slice(Math.max(0, at - around), at + around + 1).some(({ sign }) => sign !== " "),
  )
  return lines.flatMap((line, at): readonly DiffLine[] => {
    if (near[at] === true) return [line]
    return at === 0 || near[at - 1] === true ? [{ sign: "~", text: "" }] : []
  })
}
