/**
 * Milliseconds between questions for a statement's status where the service does not wait itself: a statement of 50 ms is
 * seen within 150 ms, one of many minutes is asked for once in 5 seconds.
 */
export function* waitSteps(): Generator<number, never> {
  for (let step = 25; ; step = Math.min(step * 1.5, longest)) yield step
}

const longest = 5000

/** Milliseconds to wait before a call that the service turned away is tried again, spread so that callers do not meet. */
export function backOff(attempt: number, random: () => number = Math.random): number {
  return Math.min(20_000, 100 * 2 ** attempt) * (0.5 + random() / 2)
}
