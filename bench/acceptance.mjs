// Runs the long proofs, one after another: `npm run acceptance` all of them, `npm run acceptance -- publishing` some, by name.
// Each is a file of bench/acceptance/ that exports `title` and `run(options)`, which prints what it found and gives what is wrong,
// as texts. `--seed` changes what is random; `--mutations 40 --only duckdb`, `--queries 5000` make it shorter. Ends with 1 where anything is wrong.
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
  const [seed, mutations, queries] = [values.seed, values.mutations, values.queries].map(Number)
  const wrong = await run({ ...values, seed, mutations, queries })
  for (const text of wrong) console.log(text)
  console.log(wrong.length === 0 ? `${name}: all right` : `${name}: ${wrong.length} wrong`)
  isWrong ||= wrong.length > 0
}
process.exitCode = isWrong ? 1 : 0
