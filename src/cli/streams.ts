/** Text for standard output: results and progress. */
export function writeOut(text: string): void {
  process.stdout.write(text)
}

/** Text for standard error: errors, warnings, and what must not get into piped results. */
export function writeErr(text: string): void {
  process.stderr.write(text)
}

/**
 * `lux build | head` closes the pipe while lux still runs. The work goes on to its orderly end and keeps its exit code;
 * only what nobody reads any more is dropped.
 */
export function dropBrokenPipes(): void {
  for (const stream of [process.stdout, process.stderr])
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE" && error.code !== "ERR_STREAM_DESTROYED") throw error
    })
}
