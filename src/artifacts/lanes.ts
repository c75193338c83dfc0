interface Span {
  readonly startedAt: Date
  readonly finishedAt: Date
}

/** Which of the works that went on at once each one was, from 0: no two in a lane overlap. */
export function lanesOf<Work extends Span>(works: readonly Work[]): ReadonlyMap<Work, number> {
  const freeFrom: number[] = []
  const lanes = new Map<Work, number>()
  for (const work of works.toSorted((a, b) => a.startedAt.getTime() - b.startedAt.getTime())) {
    const free = freeFrom.findIndex((time) => time <= work.startedAt.getTime())
    const lane = free === -1 ? freeFrom.length : free
    freeFrom[lane] = work.finishedAt.getTime()
    lanes.set(work, lane)
  }
  return lanes
}
