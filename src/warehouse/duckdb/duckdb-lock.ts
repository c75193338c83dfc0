import { readFileSync } from "node:fs"
import { setTimeout as wait } from "node:timers/promises"
import type { DuckDBInstance } from "@duckdb/node-api"
import { LuxError } from "../../errors.ts"
import type { DuckDbOptions } from "./duckdb-warehouse.ts"

// A build of a small project takes a second or two: asking ten times a second costs nothing and waits little.
const pollMs = 100

/** Opens the file, or waits for the process that holds it. */
export async function openInstance(options: DuckDbOptions): Promise<DuckDBInstance> {
  const { DuckDBInstance } = await import("@duckdb/node-api")
  const giveUpAt = Date.now() + options.lockTimeoutSeconds * 1000
  for (;;) {
    try {
      // One instance per file and process: two on one file lose data.
      return await DuckDBInstance.fromCache(options.path)
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error)
      if (!/could not set lock|conflicting lock/i.test(message))
        throw cannotOpen(options.path, message, error)
      if (Date.now() >= giveUpAt || options.signal?.aborted === true) throw held(options, message)
      await wait(Math.min(pollMs, Math.max(1, giveUpAt - Date.now())))
    }
  }
}

function held(options: DuckDbOptions, message: string): LuxError {
  const pid = /PID (\d+)/.exec(message)?.[1]
  const holder = pid === undefined ? "another process" : `process ${pid}${commandOf(pid)}`
  return new LuxError("LUX-2001", `${options.path} is in use by ${holder}`, {
    hint: `DuckDB lets one process at a time open a file. Wait for it or stop it, or let lux wait longer than ${options.lockTimeoutSeconds} s with --lock-timeout.`,
  })
}

function commandOf(pid: string): string {
  try {
    const command = readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").trim()
    return command === "" ? "" : ` (${command.length > 80 ? `${command.slice(0, 79)}…` : command})`
  } catch {
    // Not on Linux, or the process is gone.
    return ""
  }
}

function cannotOpen(path: string, message: string, cause: unknown): LuxError {
  const [firstLine = message] = message.split("\n")
  return new LuxError("LUX-2002", `${path} cannot be opened: ${firstLine}`, {
    hint: "Check that it is a DuckDB database, written by no newer version, and that you may write to its folder.",
    cause,
  })
}
