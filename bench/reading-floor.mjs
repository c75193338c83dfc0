// The least that reading a project can take: every file read, YAML made into values, templates parsed, by the libraries
// that lux uses, and nothing done with any of it.
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { parseWithoutProcessing } from "@handlebars/parser"
import { load } from "js-yaml"

const folder = join(process.argv[2], "models")
let parsed = 0
for (const name of readdirSync(folder, { recursive: true })) {
  if (!/\.(sql|yml)$/.test(name)) continue
  const text = readFileSync(join(folder, name), "utf8")
  if (name.endsWith(".yml")) load(text)
  else parseWithoutProcessing(text)
  parsed++
}
console.log(`${parsed} files`)
