import { existsSync } from "node:fs"
import { fileURLToPath } from "node:url"

/** The path of the runner: build.mjs copies it next to the bundle, and the sources have it too. */
export function runnerFile(): string {
  const places = ["./runner.py", "../spark/runner.py", "./spark/runner.py"]
  const files = places.map((place) => fileURLToPath(new URL(place, import.meta.url)))
  const found = files.find((file) => existsSync(file))
  if (found === undefined) throw new Error("runner.py is not in the bundle: node build.mjs")
  return found
}
