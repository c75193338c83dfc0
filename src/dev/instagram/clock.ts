/** The time that a server answers at. */
export interface Clock {
  now(): Date
  /** From now on it is `at`; it stands still there unless `runs`. */
  set(at: Date, runs?: boolean): void
}

/** Starts at `start` and runs; the machine's own time without one. */
export function createClock(start?: Date): Clock {
  let offset: number | undefined = start === undefined ? 0 : start.getTime() - Date.now()
  let still = 0
  return {
    now: () => new Date(offset === undefined ? still : Date.now() + offset),
    set(at, runs = false) {
      still = at.getTime()
      offset = runs ? still - Date.now() : undefined
    },
  }
}
