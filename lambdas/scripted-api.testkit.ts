/** A server that answers as a test says, and runs of the collectors against it. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { createServer } from "node:http"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { collectorsSchema, type Handler, type Report, type Surroundings } from "lux-sql/collect"
import { afterEach, beforeEach } from "vitest"
import { parse } from "yaml"

export interface Scripted {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  /** A text is sent as it is, anything else as JSON. */
  readonly body?: unknown
  /** The connection ends in the middle of the answer, or before it. */
  readonly cut?: "middle" | "before"
  /** There is no answer. */
  readonly silent?: true
}

export interface Asked {
  readonly url: URL
  readonly method: string
  readonly authorization: string | undefined
  /** What was sent. */
  readonly body: string
}

export interface ScriptedApi {
  readonly url: string
  readonly asked: readonly Asked[]
  close(): Promise<void>
}

/** `answer` gets each call and how many came before it. */
export async function scriptedApi(answer: (asked: Asked, before: number) => Scripted): Promise<ScriptedApi> {
  const asked: Asked[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on("data", (chunk) => chunks.push(Buffer.from(chunk)))
    request.on("end", () => {
      const call = {
        url: new URL(request.url ?? "/", "http://localhost"),
        method: request.method ?? "",
        authorization: request.headers.authorization,
        body: Buffer.concat(chunks).toString(),
      }
      const { status = 200, headers = {}, body, cut, silent } = answer(call, asked.length)
      asked.push(call)
      if (silent) return
      if (cut === "before") {
        request.socket.destroy()
        return
      }
      const text = typeof body === "string" ? body : JSON.stringify(body)
      response.writeHead(status, { "content-type": "application/json", ...headers })
      if (cut === undefined) response.end(text)
      else response.write(text.slice(0, text.length / 2), () => request.socket.destroy())
    })
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const address = server.address()
  return {
    url: `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`,
    asked,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

const token = "EAAtest0token0that0nobody0may0see"

/** A lake for runs at a time that only waiting moves on. */
export class TestLake {
  readonly root = mkdtempSync(join(tmpdir(), "lux-collect-"))
  now = new Date("2026-01-05T10:00:15Z")
  readonly logged: string[] = []

  surroundings(url: string, more: Partial<Surroundings> = {}): Partial<Surroundings> {
    const note = (...said: readonly unknown[]): void => void this.logged.push(JSON.stringify(said))
    return {
      env: {
        LUX_COLLECT_TO: this.root,
        LUX_GRAPH_URL: url,
        LUX_INSTAGRAM_TOKEN: token,
        LUX_INSTAGRAM_USER_ID: "17841405309211844",
      },
      declaration: declarationOf(["celine", "dior"]),
      now: () => this.now,
      sleep: async (ms) => {
        this.now = new Date(this.now.getTime() + ms)
      },
      random: () => 0.5,
      observer: { log: note, report: note },
      ...more,
    }
  }

  async run(handler: Handler, collector: string, url: string, more?: Partial<Surroundings>): Promise<Report> {
    return handler.run({ collector, trigger: "test" }, this.surroundings(url, more))
  }

  files(folder: string): readonly string[] {
    try {
      return readdirSync(join(this.root, folder), { recursive: true, encoding: "utf8", withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name).slice(this.root.length + 1))
        .sort()
    } catch {
      return []
    }
  }

  /** All records of a model, or its rejects. */
  records(model: string, folder = "raw"): readonly Readonly<Record<string, unknown>>[] {
    return this.files(`${folder}/${model}`).flatMap((path) => JSON.parse(this.text(path)))
  }

  text(path: string): string {
    return readFileSync(join(this.root, path), "utf8")
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true })
  }
}

/** The project's declaration, of some of its brands. */
export function declarationOf(brands?: readonly string[], change: (text: string) => string = (text) => text) {
  const text = readFileSync(new URL("collectors.yml", import.meta.url), "utf8")
  const declaration = collectorsSchema.parse(parse(change(text)))
  const units = declaration.units["brands"]
  if (units === undefined) throw new Error("there are no brands")
  const items = units.items.filter((item) => brands?.includes(item["user_name"] ?? "") ?? true)
  return { ...declaration, units: { brands: { ...units, items } } }
}

/** An account as business discovery answers it, with so many posts. */
export function discovered(name: string, posts = 2, more: Readonly<Record<string, unknown>> = {}) {
  const id = name === "celine" ? "17841404218673031" : "17841401694708594"
  return {
    business_discovery: {
      id,
      username: name,
      name: name.toUpperCase(),
      followers_count: 1000,
      media_count: posts,
      media: {
        data: Array.from({ length: posts }, (_, at) => post(`1780000000000${name.length}${at + 10}`)),
      },
      ...more,
    },
    id: "17841405309211844",
  }
}

export function post(id: string, more: Readonly<Record<string, unknown>> = {}) {
  return {
    id,
    timestamp: "2026-01-05T08:00:00+0000",
    caption: "A bag",
    media_type: "IMAGE",
    media_product_type: "FEED",
    media_url: "https://pictures.example.com/1.jpg",
    permalink: "https://www.instagram.com/p/C1/",
    like_count: 7,
    comments_count: 1,
    ...more,
  }
}

/** The account that a call of business discovery names. */
export function accountIn({ url }: Asked): string {
  return /username\((\w+)\)/.exec(url.searchParams.get("fields") ?? "")?.[1] ?? ""
}

/** A lake of its own for each test of a file, removed after it. */
export function lakeForEachTest(): () => TestLake {
  let lake: TestLake | undefined
  beforeEach(() => {
    lake = new TestLake()
  })
  afterEach(() => lake?.remove())
  return () => {
    if (lake === undefined) throw new Error("the lake is made before each test")
    return lake
  }
}
