import { join, resolve } from "node:path"
import { pathToFileURL } from "node:url"
import { build } from "esbuild"

export const title =
  "200 mutations of a project on each warehouse end built, or refused with a reason that names the culprit"

export async function run({ seed, mutations = 200, only }) {
  const root = resolve(import.meta.dirname, "../..")
  const outfile = join(root, "dist", "bench-publishing-mutations.js")
  await build({
    entryPoints: [join(root, "src/dev/redshift/publishing-mutations.testkit.ts")],
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node20",
    packages: "external",
    define: { LUX_VERSION: '"0.0.0"', LUX_BUILD: '"bench"' },
    outfile,
  })
  const { mutateEverywhere } = await import(pathToFileURL(outfile).href)
  const wrong = []
  await mutateEverywhere({ mutations, seed, only }, (warehouse, found) => {
    console.log(`${mutations} mutations on ${warehouse}, seed ${seed}`)
    console.table(Object.fromEntries([...found.outcomes].sort(([, one], [, other]) => other - one)))
    wrong.push(...found.wrong)
  })
  return wrong
}
