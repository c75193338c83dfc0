// Runs the long proofs, one after another: `npm run acceptance` all of them, `npm run acceptance -- publishing` some, by name.
// Each is a file of bench/acceptance/ that exports `title` and `run(options)`, which prints what it found and gives what is wrong,
// as texts. `--seed` changes what is random; `--mutations 40 --only duckdb`, `--queries 5000`, `--kills 30 --command build` make it
// shorter. Ends with 1 where anything is wrong.
import { readdirSync } from "node:fs"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { parseArgs } from "node:util"

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seed: { type: "string", default: "1" },
    mutations: { type: "string", default: "200" },
    queries: { type: "string", default: "100000" },
    kills: { type: "string", default: "500" },
    command: { type: "string", multiple: true },
    only: { type: "string", multiple: true },
  },
})
const folder = join(import.meta.dirname, "acceptance")
const names = readdirSync(folder)
  .filter((file) => file.endsWith(".mjs"))
  .map((file) => file.slice(0, -".mjs".length))
const unknown = positionals.filter((name) => !names.includes(name))
if (unknown.length > 0) throw new Error(`there is no ${unknown.join(", ")}, but ${names.join(", ")}`)

let isWrong = false
for (const name of positionals.length > 0 ? positionals : names) {
  const { title, run } = await import(pathToFileURL(join(folder, `${name}.mjs`)).href)
  console.log(`\n${name}: ${title}`)
  const sizes = ["seed", "mutations", "queries", "kills"].map((size) => [size, Number(values[size])])
  const wrong = await run({ ...values, ...Object.fromEntries(sizes) })
  for (const text of wrong) console.log(text)
  console.log(wrong.length === 0 ? `${name}: all right` : `${name}: ${wrong.length} wrong`)
  isWrong ||= wrong.length > 0
}
process.exitCode = isWrong ? 1 : 0
