import { execFile } from "node:child_process"
import { LuxError } from "../../errors.ts"

export interface ProgramOptions {
  readonly cwd: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly signal?: AbortSignal | undefined
  /** What is being fetched, without credentials. */
  readonly what: string
  readonly hint?: string
}

/** What a program prints. LUX-2006, without credentials, where it fails or is not there. */
export function runProgram(
  program: string,
  args: readonly string[],
  options: ProgramOptions,
): Promise<string> {
  const { cwd, env, signal, what, hint } = options
  return new Promise((done, fail) => {
    execFile(
      program,
      [...args],
      { cwd, env: { ...env }, signal, maxBuffer: 64 * 1024 * 1024 },
      (error, stdout, stderr) => {
        if (error === null) done(stdout)
        else if (error.code === "ENOENT")
          fail(
            new LuxError("LUX-2006", `${what} cannot be fetched: there is no ${program}`, {
              hint: `Install ${program}, so that it can be found in PATH.`,
            }),
          )
        else fail(new LuxError("LUX-2006", `${what} cannot be fetched: ${reason(stderr, program)}`, { hint }))
      },
    )
  })
}

/** The line that says why: the last that git marks so, the first of npm. */
function reason(stderr: string, program: string): string {
  const lines = stderr
    .replaceAll(/([a-z+]+:\/\/)[^/@\s]*@/gi, "$1")
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "")
  const said =
    program === "npm"
      ? lines.filter((line) => /^npm (error|ERR!) (?!code|errno|A complete log)\S/.test(line))[0]
      : lines.findLast((line) => /^(fatal|error): /.test(line))
  return (said ?? lines.at(-1) ?? `${program} failed`).replace(/^(npm (error|ERR!) |fatal: |error: )/, "")
}
