import type { RunEvent } from "../run/events.ts"
import type { RunResult } from "../run/results.ts"
import type { Colors } from "./colors.ts"

/** Turns the events of one run into text. */
export interface Reporter {
  readonly onEvent: (event: RunEvent) => void
  /** After the last event, also when the run threw: leaves the terminal as it was found. */
  readonly close: () => void
}

/** Where text goes; a reporter never writes to a stream itself. */
interface Sink {
  /** Progress and results. */
  readonly out: (text: string) => void
  /** Errors and warnings. */
  readonly err: (text: string) => void
}

export interface ReporterOptions {
  readonly sink: Sink
  readonly outColors: Colors
  readonly errColors: Colors
  /** Width of the terminal now; undefined where there is none. */
  readonly columns: () => number | undefined
  /** Only failures and results. */
  readonly quiet: boolean
  /** The command that does again what did not come through. */
  readonly again: string
  /** The command that shows a relation of the run's target. */
  readonly show: (relation: string, run: RunResult) => string
}
