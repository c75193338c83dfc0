import { bundle } from "../bundle.mjs"

export const title =
  "commands that are killed at random end, run once more, as if nothing had been, with nothing left over"

export async function run({ seed, kills, only, command }) {
  // In a folder of dist: what it imports looks for the repository two folders up.
  const { killEverywhere } = await bundle("acceptance/kills", ["dev/redshift/kills.testkit.ts"])
  const wrong = []
  const told = (text) => console.log(text)
  await killEverywhere({ kills, seed, only, commands: command, told }, (warehouse, found) => {
    console.log(`kills on ${warehouse}, seed ${seed}`)
    console.table(Object.fromEntries([...found.outcomes].sort()))
    wrong.push(...found.wrong)
  })
  return wrong
}
