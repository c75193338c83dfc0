import { LuxError, type Place } from "../errors.ts"

/** esbuild, which only those need who write TypeScript. Throws LUX-3234 where it is not installed. */
export async function loadEsbuild(what: string, place?: Place): Promise<typeof import("esbuild")> {
  try {
    return await import("esbuild")
  } catch (cause) {
    throw new LuxError("LUX-3234", `${what} needs esbuild, which is not installed`, {
      place,
      hint: "Install it in the project: npm install --save-dev esbuild",
      cause,
    })
  }
}

export interface EsbuildProblem {
  readonly text: string
  /** Relative to the folder that was built in. */
  readonly file: string | undefined
  readonly line: number
  /** From 1. */
  readonly column: number
  readonly lineText: string
}

/** What the first message of a failed build says; undefined for another error. */
export function firstBuildProblem(error: unknown): EsbuildProblem | undefined {
  const errors = member(error, "errors")
  const first: unknown = Array.isArray(errors) ? errors[0] : undefined
  const text = member(first, "text")
  if (typeof text !== "string") return undefined
  const location = member(first, "location")
  const [file, line, column, lineText] = ["file", "line", "column", "lineText"].map((key) =>
    member(location, key),
  )
  return {
    text,
    file: typeof file === "string" ? file : undefined,
    line: typeof line === "number" ? line : 1,
    column: typeof column === "number" ? column + 1 : 1,
    lineText: typeof lineText === "string" ? lineText : "",
  }
}

function member(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined
}
