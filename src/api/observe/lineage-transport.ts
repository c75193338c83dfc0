import { appendFileSync } from "node:fs"
import { dirname, resolve } from "node:path"
import { fileURLToPath } from "node:url"
import { LuxError } from "../../errors.ts"
import { makeFolder } from "../../make-folder.ts"
import { hideSecrets, maskedJson } from "../../secrets.ts"
import type { Send } from "./outbox.ts"
import { postJson } from "./post-json.ts"

type Env = Readonly<Record<string, string | undefined>>

/**
 * Where events go, by the variables of OpenLineage's clients: an address, or a file that they are appended to, one a line.
 * The warning LUX-3441 for a transport that lux does not have.
 */
export function lineageTransport(root: string, env: Env): Send | LuxError {
  const url = env["OPENLINEAGE__TRANSPORT__URL"] || env["OPENLINEAGE_URL"]
  const type = env["OPENLINEAGE__TRANSPORT__TYPE"] || (url?.startsWith("file:") === true ? "file" : "http")
  try {
    if (type === "file") {
      const path = env["OPENLINEAGE__TRANSPORT__LOG_FILE_PATH"] ?? fileURLToPath(url ?? "")
      return toFile(resolve(root, path))
    }
    if (type === "http") {
      const endpoint =
        env["OPENLINEAGE__TRANSPORT__ENDPOINT"] || env["OPENLINEAGE_ENDPOINT"] || "api/v1/lineage"
      const base = (url ?? "").replace(/\/+$/, "")
      return toAddress(new URL(`${base}/${endpoint.replace(/^\/+/, "")}`), env["OPENLINEAGE_API_KEY"])
    }
  } catch (error) {
    return unknownTransport(error instanceof Error ? error.message : String(error))
  }
  return unknownTransport(`transport "${type}"`)
}

function unknownTransport(what: string): LuxError {
  return new LuxError("LUX-3441", `no events of OpenLineage are sent: ${what}`, {
    hint: "Set OPENLINEAGE_URL to the address of a receiver, or OPENLINEAGE__TRANSPORT__TYPE to http or file.",
  })
}

function toFile(path: string): Send {
  return async (text) => {
    makeFolder(dirname(path))
    appendFileSync(path, `${maskedJson(text)}\n`)
  }
}

function toAddress(address: URL, key: string | undefined): Send {
  hideSecrets({ OPENLINEAGE_SECRET: key })
  const headers = key ? { authorization: `Bearer ${key}` } : {}
  return async (text, signal) => await postJson(address, headers, text, signal)
}
