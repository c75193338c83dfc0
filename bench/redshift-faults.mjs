// Five models are built again and again while what stands in for Redshift throttles, fails, loses replies, aborts statements and
// reports conflicts by chance. After each run every table has to be the run's own or, where the run failed, the one from before.
// node bench/redshift-faults.mjs [--runs 1000] [--seed 1] [--jobs 2] [--verbose]
// Prints how the runs ended, which faults they met and what was wrong; ends with 1 where anything was.
import { spawn } from "node:child_process"
import { pathToFileURL } from "node:url"
import { parseArgs } from "node:util"
import { bundle, bundleOf } from "./bundle.mjs"

const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "1000" },
    seed: { type: "string", default: "1" },
    jobs: { type: "string", default: "2" },
    verbose: { type: "boolean", default: false },
    // One of the jobs: its answer goes to the one that started it.
    job: { type: "boolean", default: false },
  },
})
const bundleName = "bench-redshift-faults"
const [runs, seed, jobs] = [values.runs, values.seed, values.jobs].map(Number)

if (values.job) {
  const { runUnderFaults } = await import(pathToFileURL(bundleOf(bundleName)).href)
  const found = await runUnderFaults({
    runs,
    seed,
    onRun: (run, outcome, milliseconds, errors) => process.send({ run, outcome, milliseconds, errors }),
  })
  process.send({ ...found, outcomes: [...found.outcomes], injected: [...found.injected] })
} else {
  await bundle(bundleName, ["dev/redshift/faulty-runs.testkit.ts"])
  const share = Math.ceil(runs / jobs)
  const found = await Promise.all(
    Array.from({ length: jobs }, (_, job) =>
      started(Math.min(share, runs - job * share), seed + job * share),
    ),
  )
  const sums = (key) => {
    const sum = {}
    for (const each of found) for (const [name, times] of each[key]) sum[name] = (sum[name] ?? 0) + times
    return Object.fromEntries(Object.entries(sum).sort(([, a], [, b]) => b - a))
  }
  console.log(`${runs} runs of five models, seed ${seed}`)
  console.table(sums("outcomes"))
  console.log("faults injected")
  console.table(sums("injected"))
  const wrong = found.flatMap((each) => each.wrong)
  for (const text of wrong) console.log(text)
  console.log(`${wrong.length} wrong`)
  process.exitCode = wrong.length === 0 ? 0 : 1
}

function started(share, from) {
  const job = spawn(
    process.execPath,
    [import.meta.filename, "--job", "--runs", share, "--seed", from].map(String),
    {
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    },
  )
  return new Promise((resolve, reject) => {
    let found
    job.on("message", (message) => {
      if (message.wrong !== undefined) found = message
      else if (values.verbose)
        console.log(
          `seed ${from} run ${message.run}: ${message.outcome}, ${Math.round(message.milliseconds)} ms ${message.errors}`,
        )
    })
    job.on("exit", (code) =>
      found === undefined ? reject(new Error(`a job ended with ${code}`)) : resolve(found),
    )
  })
}
