import { createReadStream } from "node:fs"
import { LuxError } from "../../errors.ts"
import type { FileStores } from "../../lake/file-stores.ts"
import { wholeFile } from "../../lake/records/raw-file.ts"
import { rejectSchema } from "../../lake/records/reject-schema.ts"
import type { Reject } from "../../lake/records/rejects.ts"

/** The rejects of a batch, in the order of their file. Throws LUX-3256 where it is gone or damaged. */
export async function* readRejects(stores: FileStores, path: string): AsyncGenerator<Reject> {
  const stored = await (await stores.of(path)).stat(path)
  if (stored === undefined) throw unavailable(path, "it is gone")
  for await (const line of linesOf(await stores.local(stored))) {
    if (line === "") continue
    const { data } = rejectSchema.safeParse(parsed(line, path))
    if (data === undefined) throw unavailable(path, "a line is not a reject")
    yield data
  }
}

/** By file the numbers of its records that were rejected, 0 for what is not a record. */
export async function rejectedNumbers(
  stores: FileStores,
  path: string,
): Promise<ReadonlyMap<string, ReadonlySet<number>>> {
  const numbers = new Map<string, Set<number>>()
  for await (const { file, record } of readRejects(stores, path))
    numbers.set(file, (numbers.get(file) ?? new Set()).add(record ?? wholeFile))
  return numbers
}

/** Not as `readline` tells lines: to it U+2028, which a text may have, ends one. */
async function* linesOf(path: string): AsyncGenerator<string> {
  let rest = ""
  for await (const chunk of createReadStream(path, { encoding: "utf8" })) {
    const lines = (rest + String(chunk)).split("\n")
    rest = lines.pop() ?? ""
    yield* lines
  }
  yield rest
}

function parsed(line: string, path: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    throw unavailable(path, "a line is not JSON")
  }
}

function unavailable(path: string, why: string): LuxError {
  return new LuxError("LUX-3256", `the rejects in ${path} cannot be read: ${why}`, {
    hint: "Make them again from the raw files: lux build --full-refresh --select the stage and what reads it.",
  })
}
