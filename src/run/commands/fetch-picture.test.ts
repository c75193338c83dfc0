/** Pictures of the web, from a server on this machine. The server speaks http: that https is asked for is looked at here. */
import { Buffer } from "node:buffer"
import { createServer, type RequestListener, type Server } from "node:http"
import { afterAll, afterEach, beforeAll, expect, it, vi } from "vitest"
import { fetchPicture, isOfWeb } from "./fetch-picture.ts"

const asked: string[] = []
let server: Server
let base = ""

const answers: Readonly<Record<string, RequestListener>> = {
  "/a.png": (_, response) => response.end("picture"),
  "/large.png": (_, response) => response.end(Buffer.alloc(2_000)),
  "/gone.png": (_, response) => response.writeHead(404).end("none"),
  "/moved.png": (_, response) => response.writeHead(302, { location: "/a.png" }).end(),
  "/around.png": (_, response) => response.writeHead(302, { location: "/around.png" }).end(),
  "/inside.png": (_, response) =>
    response.writeHead(301, { location: "http://169.254.169.254/latest" }).end(),
  "/file.png": (_, response) => response.writeHead(301, { location: "file:///etc/passwd" }).end(),
  "/slow.png": () => undefined,
}

beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(request.url ?? "")
    answers[request.url ?? ""]?.(request, response)
  })
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done))
  const address = server.address()
  base = typeof address === "object" && address !== null ? `http://127.0.0.1:${address.port}` : ""
  const real = globalThis.fetch
  vi.stubGlobal("fetch", (at: string, options: RequestInit) => {
    expect(at.startsWith("https://pictures.test/")).toBe(true)
    return real(at.replace("https://pictures.test", base), options)
  })
})
afterEach(() => void asked.splice(0))
afterAll(() => {
  vi.unstubAllGlobals()
  server.closeAllConnections()
  server.close()
})

function fetched(path: string, signal = new AbortController().signal) {
  return fetchPicture(`https://pictures.test${path}`, 1_000, signal)
}

it.each([
  ["/a.png", "picture", 1],
  ["/moved.png", "picture", 2],
  ["/large.png", undefined, 1],
  ["/gone.png", undefined, 1],
  ["/around.png", undefined, 4],
  ["/inside.png", undefined, 1],
  ["/file.png", undefined, 1],
])("%s gives %s", async (path, text, requests) => {
  expect((await fetched(path))?.toString()).toBe(text)
  expect(asked.length).toBe(requests)
})

it("nobody waits for a slow one longer than for all", async () => {
  const late = new AbortController()
  const picture = fetched("/slow.png", late.signal)
  late.abort()
  await expect(picture).rejects.toThrow()
})

it.each([
  ["https://a.test/x.png", true],
  ["HTTPS://a.test/x.png", true],
  ["http://a.test/x.png", false],
  ["file:///x.png", false],
  ["javascript:alert(1)", false],
])("%s is asked for: %s", (address, is) => expect(isOfWeb(address)).toBe(is))
