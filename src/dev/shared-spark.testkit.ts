/**
 * For tests: one Spark session for many commands, which starts with the first. To a command it is the Python of its target: what the
 * command says to that goes on to the session, and a command that ends or is killed has its work cancelled before the next one's.
 */
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process"
import { once } from "node:events"
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { createServer, type Socket } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { createInterface } from "node:readline"
import * as z from "zod"
import { sparkPython } from "./spark-session.testkit.ts"

export interface SharedSpark {
  /** What a target names as its `python`. */
  readonly python: string
  stop(): Promise<void>
}

const asked = z.union([z.object({ id: z.number(), script: z.string() }), z.object({ cancel: z.number() })])
const said = z.looseObject({ type: z.string(), id: z.number().optional() })
const ends: readonly string[] = ["done", "cancelled", "failed"]

/** Whose work it is, and its number there. */
interface Asker {
  readonly socket: Socket
  readonly id: number
}

export async function shareSpark(): Promise<SharedSpark> {
  const folder = mkdtempSync(join(tmpdir(), "lux-shared-spark-"))
  const address = join(folder, "socket")
  const python = join(folder, "python")
  writeFileSync(python, relay(address))
  chmodSync(python, 0o755)
  const session = new Session(folder)
  const server = createServer((socket) => session.take(socket))
  server.listen(address)
  await once(server, "listening")
  return {
    python,
    async stop() {
      server.close()
      await session.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Of a command's environment: it is killed when Spark is about to tell it a line that contains this. */
export const killAt = "LUX_TEST_KILL_AT_SPARK"

/** Says first how it was called, then whatever comes. */
function relay(address: string): string {
  return `#!${process.execPath}
const socket = require("node:net").connect(${JSON.stringify(address)})
socket.write(JSON.stringify(process.argv.slice(2)) + "\\n")
process.stdin.pipe(socket)
require("node:readline").createInterface({ input: socket }).on("line", (line) => {
  if (line.includes(process.env.${killAt} || "\\n")) process.kill(process.ppid, "SIGKILL")
  else process.stdout.write(line + "\\n")
})
socket.on("close", () => process.exit())
`
}

class Session {
  readonly #folder: string
  readonly #askers = new Map<number, Asker>()
  #process: ChildProcessWithoutNullStreams | undefined
  #started: Promise<string> | undefined
  #next = 0
  #idle: (() => void)[] = []

  constructor(folder: string) {
    this.#folder = folder
  }

  take(socket: Socket): void {
    socket.on("error", () => undefined)
    const lines = createInterface({ input: socket })
    const begun = once(lines, "line").then(async ([line]) => {
      const started = await this.#start(z.array(z.string()).parse(JSON.parse(line)))
      // What a command left that was killed is over before another begins.
      while (this.#askers.size > 0) await new Promise<void>((resolve) => this.#idle.push(resolve))
      lines.on("line", (each) => this.#ask(socket, asked.parse(JSON.parse(each))))
      if (!socket.destroyed) socket.write(`${started}\n`)
    })
    lines.on("close", () => {
      for (const [id, asker] of this.#askers) if (asker.socket === socket) this.#send({ cancel: id })
      socket.end()
    })
    begun.catch(() => socket.destroy())
  }

  async stop(): Promise<void> {
    if (this.#process === undefined) return
    this.#process.stdin.end()
    await once(this.#process, "exit")
  }

  #start(args: readonly string[]): Promise<string> {
    this.#started ??= new Promise((resolve, reject) => {
      const python = sparkPython()
      if (python === undefined) throw new Error("no pyspark in LUX_TEST_SPARK_PYTHON")
      const env = { ...process.env, SPARK_LOCAL_IP: "127.0.0.1", PYSPARK_PYTHON: python }
      const child = spawn(python, [...args], { cwd: this.#folder, env })
      this.#process = child
      child.stderr.resume()
      child.on("exit", () => reject(new Error("Spark ended")))
      createInterface({ input: child.stdout }).on("line", (line) => {
        const message = said.parse(JSON.parse(line))
        if (message.id === undefined) resolve(line)
        else this.#answer(message.id, message)
      })
    })
    return this.#started
  }

  #ask(socket: Socket, message: z.output<typeof asked>): void {
    if ("cancel" in message) {
      for (const [id, asker] of this.#askers)
        if (asker.socket === socket && asker.id === message.cancel) this.#send({ cancel: id })
      return
    }
    const id = this.#next++
    this.#askers.set(id, { socket, id: message.id })
    this.#send({ ...message, id })
  }

  #answer(id: number, message: z.output<typeof said>): void {
    const asker = this.#askers.get(id)
    if (asker === undefined) return
    if (!asker.socket.destroyed) asker.socket.write(`${JSON.stringify({ ...message, id: asker.id })}\n`)
    if (!ends.includes(message.type)) return
    this.#askers.delete(id)
    const waiting = this.#idle
    this.#idle = []
    for (const go of waiting) go()
  }

  #send(message: object): void {
    this.#process?.stdin.write(`${JSON.stringify(message)}\n`)
  }
}
