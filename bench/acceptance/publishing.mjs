import { bundle } from "../bundle.mjs"

export const title =
  "mutations of a project on each warehouse end built, or refused with a reason that names the culprit"

export async function run({ seed, mutations = 200, only }) {
  const { mutateEverywhere } = await bundle("bench-publishing-mutations", [
    "dev/redshift/publishing-mutations.testkit.ts",
  ])
  const wrong = []
  await mutateEverywhere({ mutations, seed, only }, (warehouse, found) => {
    console.log(`${mutations} mutations on ${warehouse}, seed ${seed}`)
    console.table(Object.fromEntries([...found.outcomes].sort(([, one], [, other]) => other - one)))
    wrong.push(...found.wrong)
  })
  return wrong
}
