import { mkdtemp, readFile, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { gunzipSync } from "node:zlib"
import { LuxError } from "../../errors.ts"
import type { FileStores } from "../../lake/file-stores.ts"

/** What a driver said last, from its packed log in S3; undefined where there is no log, or nothing in it. */
export async function lastLines(path: string, stores: FileStores): Promise<string | undefined> {
  const folder = await mkdtemp(join(tmpdir(), "lux-log-"))
  try {
    const local = join(folder, "log.gz")
    await (await stores.of(path)).fetch(path, local)
    return causeIn(gunzipSync(await readFile(local)).toString("utf8"))
  } catch (error) {
    // A log is not always written before a job's end is reported.
    if (error instanceof LuxError || error instanceof Error) return undefined
    throw error
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** The last cause that is named, else the last line. */
function causeIn(log: string): string | undefined {
  const lines = log
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("at ") && !line.startsWith("..."))
  const causes = lines.filter((line) => /^(Caused by: |\w*(Error|Exception): )/.test(line))
  return (causes.at(-1) ?? lines.at(-1))?.replace(/^Caused by: /, "")
}
