/** A job or a cluster that lux started and that has not ended. */
export interface OwnRun {
  readonly id: string
  /** What it is, in people's words. */
  readonly what: string
  readonly state: string
  readonly since: Date | undefined
  /** Id of the command that started it. */
  readonly invocation: string
  stop(): Promise<void>
}
