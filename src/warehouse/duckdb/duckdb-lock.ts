import { existsSync, readFileSync } from "node:fs"
import { setTimeout as wait } from "node:timers/promises"
import type { DuckDBInstance } from "@duckdb/node-api"
import { Interrupted, LuxError } from "../../errors.ts"
import { makeDatabaseFile } from "./duckdb-make-file.ts"
import { fullDiskHint, isFullDisk } from "./duckdb-messages.ts"
import type { DuckDbOptions } from "./duckdb-warehouse.ts"
import { loadDuckDb } from "./load-duckdb.ts"

// A build of a small project takes a second or two: asking ten times a second costs nothing and waits little.
const pollMs = 100

/** Opens the file, or waits for the process that holds it. */
export async function openInstance(options: DuckDbOptions): Promise<DuckDBInstance> {
  const { DuckDBInstance, DuckDBTimestampTZValue } = loadDuckDb()
  // The driver would write them in the offset that this machine had when the process started.
  DuckDBTimestampTZValue.timezoneOffsetInMinutes = 0
  const { path, signal } = options
  if (path.includes("?"))
    throw new LuxError("LUX-2990", `${path} cannot be a database: there is a "?" in its path`, {
      hint: "Rename the folder, or set path of the target to a file elsewhere.",
    })
  const giveUpAt = Date.now() + options.lockTimeoutSeconds * 1000
  for (;;) {
    if (signal?.aborted === true) throw new Interrupted("interrupted")
    try {
      if (!existsSync(path)) await makeDatabaseFile(path)
      // One instance per file and process: two on one file lose data.
      return await DuckDBInstance.fromCache(path)
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error)
      if (!/could not set lock|conflicting lock/i.test(message)) throw cannotOpen(path, message, error)
      if (Date.now() >= giveUpAt) throw held(options, message)
      await pause(Math.min(pollMs, Math.max(1, giveUpAt - Date.now())), signal)
    }
  }
}

/** Waits; an abort ends it early. */
async function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  try {
    await wait(milliseconds, undefined, signal === undefined ? {} : { signal })
  } catch (error) {
    if (signal?.aborted !== true) throw error
  }
}

function held(options: DuckDbOptions, message: string): LuxError {
  const pid = /PID (\d+)/.exec(message)?.[1]
  const holder = pid === undefined ? "another process" : `process ${pid}${commandOf(pid)}`
  return new LuxError("LUX-2001", `${options.path} is in use by ${holder}`, {
    transient: true,
    hint: `DuckDB lets one process at a time open a file. Wait for it or stop it, or let lux wait longer than ${options.lockTimeoutSeconds} s with --lock-timeout.`,
  })
}

function commandOf(pid: string): string {
  try {
    const command = readFileSync(`/proc/${pid}/cmdline`, "utf8")
      .replaceAll(/[\0\s]+/g, " ")
      .trim()
    return command === "" ? "" : ` (${command.length > 80 ? `${command.slice(0, 79)}…` : command})`
  } catch {
    // Not on Linux, or the process is gone.
    return ""
  }
}

function cannotOpen(path: string, message: string, cause: unknown): LuxError {
  const [firstLine = message] = message.split("\n")
  const [code, hint] = reasonOf(message)
  const reason = firstLine.replace(/^IO Error: /, "").replace(`The file "${path}" exists, but it`, "it")
  return new LuxError(code, `${path} cannot be opened: ${reason}`, { hint, cause })
}

function reasonOf(message: string): readonly ["LUX-2002" | "LUX-2003" | "LUX-2004", string] {
  if (isFullDisk(message)) return ["LUX-2004", fullDiskHint]
  if (/permission denied|read-only file system|no such file or directory/i.test(message))
    return ["LUX-2003", "Check that you may read and write the file and its folder."]
  if (/is a directory/i.test(message)) return ["LUX-2002", "Name a file inside it."]
  if (/not a valid duckdb database/i.test(message))
    return ["LUX-2002", "It is something else than a DuckDB database. Name another file, or move it away."]
  if (/newer version|version number|storage version/i.test(message))
    return ["LUX-2002", "Another version of DuckDB wrote it. Use that one's lux, or build into another file."]
  return ["LUX-2002", "The file seems damaged. Restore it from a copy, or move it away and build again."]
}
