/** Which files of macros run in this process, to tell what they start there from what lux does. Loads nothing itself. */
import { LuxError } from "../errors.ts"
import { placeAt, type SourceFile } from "./source-file.ts"

interface Loaded {
  /** What a line of a stack has where code of it runs. */
  readonly marks: readonly string[]
  readonly file: SourceFile
}

const loaded: Loaded[] = []
/** lux's own code, which may be below a project's folder, as may packages. */
const own = import.meta.url.replace(/\/(dist|src)\/.*$/, "/$1/")

/** From now on what runs from these addresses, or is imported from next to them, is code of macros. */
export function noteMacroCode(file: SourceFile, ...marks: readonly string[]): void {
  loaded.push({ file, marks })
}

/** Whether code of macros asked for what is done now, however far up. */
export function isOfMacros(): boolean {
  return loaded.length > 0 && ownerOf(new Error().stack) !== undefined
}

/**
 * An error that nobody caught, as that of the file of macros that started what threw it: a timer, or a promise that nobody
 * waits for. Undefined for errors of lux.
 */
export function lateErrorOfMacros(error: unknown): LuxError | undefined {
  if (loaded.length === 0) return undefined
  const stack = error instanceof Error ? error.stack : undefined
  const owner = ownerOf(stack)
  // lux throws errors alone, and they say where they come from.
  const from = owner?.from ?? (stack?.includes(own) ? undefined : loaded[0])
  if (from === undefined) return undefined
  const said = error instanceof Error ? error.message : String(error)
  return new LuxError("LUX-1113", `what the file started failed later: ${said.split("\n", 1)[0]}`, {
    place: placeAt(from.file, offsetIn(from.file, owner?.line, from)),
    hint: "Catch what it throws, or await it while the file loads.",
    cause: error,
  })
}

function ownerOf(stack: string | undefined): { readonly from: Loaded; readonly line: string } | undefined {
  for (const line of stack?.split("\n") ?? []) {
    if (!/^\s+at /.test(line) || line.includes(own) || line.includes("/node_modules/")) continue
    const from = loaded.find(({ marks }) => marks.some((mark) => line.includes(mark)))
    if (from !== undefined) return { from, line }
  }
  return undefined
}

/** Where a line of a stack is in a file; at its beginning where the line is of another file, or of a bundle. */
function offsetIn(file: SourceFile, line: string | undefined, { marks }: Loaded): number {
  const [address = ""] = marks
  if (line === undefined || !address.startsWith("file:") || !line.includes(address)) return 0
  const [, at, column] = /:(\d+):(\d+)\)?$/.exec(line) ?? []
  const before = file.text.split("\n", Number(at) - 1)
  return before.reduce((length, text) => length + text.length + 1, 0) + Number(column) - 1
}
