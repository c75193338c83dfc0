/** A server of AWS's protocols: moto, of PyPI. */
import { execFileSync, spawn } from "node:child_process"
import { createServer } from "node:net"

export interface Moto {
  readonly url: string
  close(): void
}

/** What a machine lacks where there is none. */
export const motoPackages = "Python with the packages of .ci/aws/requirements.txt"

/** The Python that has moto: that of LUX_TEST_PYTHON, or the machine's own. */
export function pythonWithMoto(): string | undefined {
  return [process.env["LUX_TEST_PYTHON"], "python3"].find((python) => {
    try {
      if (python === undefined) return false
      execFileSync(python, ["-c", "import flask, moto"], { stdio: "ignore" })
      return true
    } catch {
      return false
    }
  })
}

export async function startMoto(python: string): Promise<Moto> {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const server = spawn(python, ["-m", "moto.server", "-H", "127.0.0.1", "-p", `${port}`], { stdio: "ignore" })
  for (let attempt = 0; attempt < 300; attempt++) {
    const answers = await fetch(`${url}/moto-api/data.json`).then(
      ({ ok }) => ok,
      () => false,
    )
    if (answers) return { url, close: () => void server.kill() }
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  server.kill()
  throw new Error("moto does not answer")
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer()
    server.listen(0, "127.0.0.1", () => {
      const address = server.address()
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0))
    })
  })
}
