import { existsSync, readFileSync, statSync } from "node:fs"
import type { IncomingMessage, ServerResponse } from "node:http"
import { extname, join } from "node:path"
import { LuxError } from "../../errors.ts"
import { serveLoopback } from "../loopback-server.ts"
import type { OpenProject } from "../open-project.ts"
import type { ServeDocsOptions, ServedDocs } from "../types.ts"
import { docs } from "./docs.ts"

const usualPort = 8080

/**
 * Serves the documentation site on this machine alone, and generates it first where it is missing or older than the last
 * run. Throws LUX-3103 where the port that was asked for is taken.
 */
export async function serveDocs(open: OpenProject, options: ServeDocsOptions): Promise<ServedDocs> {
  const { project } = await open.whole()
  const folder = join(project.targetPath, "site")
  const generated = isCurrent(folder, project.targetPath) ? undefined : await docs(open, options)
  const serve = (port: number) =>
    serveLoopback((request, response) => answer(request, response, folder), port)
  const { url, close } = await serve(options.port ?? usualPort).catch((error: unknown) => {
    if (options.port === undefined) return serve(0)
    throw new LuxError("LUX-3103", `the documentation cannot be served on port ${options.port}`, {
      hint: "Name another one, or leave --port out: then it is one that is free.",
      cause: error,
    })
  })
  return { address: `${url}/`, generated: generated !== undefined, close }
}

/** Whether the site is there and no run came after it. */
function isCurrent(folder: string, targetPath: string): boolean {
  const timeOf = (file: string): number => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0
  const made = timeOf(join(folder, "index.html"))
  return made > 0 && made >= timeOf(join(targetPath, "run_results.json"))
}

const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
}

/** Files of the site, to anyone who asks this machine by a name of its own: no page of another site can read them. */
function answer(request: IncomingMessage, response: ServerResponse, folder: string): void {
  const refused = refusal(request)
  const file = refused === undefined ? fileOf(request.url ?? "/", folder) : undefined
  if (file === undefined) {
    response.writeHead(refused ?? 404, { "content-type": "text/plain; charset=utf-8" })
    response.end("not found\n")
    return
  }
  response.writeHead(200, {
    "content-type": types[extname(file)] ?? "application/octet-stream",
    "cache-control": "no-cache",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "x-frame-options": "DENY",
  })
  response.end(request.method === "HEAD" ? undefined : readFileSync(file))
}

function refusal({ headers, method }: IncomingMessage): number | undefined {
  const host = (headers.host ?? "").replace(/:\d+$/, "")
  if (host !== "127.0.0.1" && host !== "localhost") return 403
  return method === "GET" || method === "HEAD" ? undefined : 405
}

/** Only names that a site has: no other part of the disk can be named. */
function fileOf(url: string, folder: string): string | undefined {
  const path = url.replace(/[?#].*$/, "")
  const name = path === "/" ? "index.html" : /^\/((?:data\/)?[\w-]+\.(?:html|js|css))$/.exec(path)?.[1]
  const file = name === undefined ? undefined : join(folder, name)
  return file !== undefined && existsSync(file) ? file : undefined
}
