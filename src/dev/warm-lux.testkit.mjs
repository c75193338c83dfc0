/**
 * For tests: a process that runs the bundle's command again and again, as its parent asks. Each run has its own arguments, folder,
 * environment and output; what a process loads once it loads once.
 */
import { pathToFileURL } from "node:url"

let runs = 0
const streams = { stdout: process.stdout, stderr: process.stderr }

process.on("disconnect", () => process.exit())
process.on("message", (asked) => void run(asked).then(answer, fails))
process.on("uncaughtException", fails)

function answer(finished) {
  process.send?.(finished)
}

function fails(error) {
  answer({ code: 1, stdout: "", stderr: String(error.stack) })
}

async function run({ luxFile, args, cwd, env }) {
  process.chdir(cwd)
  for (const name of Object.keys(process.env)) if (!Object.hasOwn(env, name)) delete process.env[name]
  Object.assign(process.env, env)
  process.argv = [process.execPath, luxFile, ...args]
  process.exitCode = undefined
  const written = { stdout: "", stderr: "" }
  for (const [name, stream] of Object.entries(streams)) {
    stream.removeAllListeners("error")
    stream.write = (text, ...more) => {
      written[name] += typeof text === "string" ? text : Buffer.from(text).toString()
      more.find((each) => typeof each === "function")?.()
      return true
    }
  }
  // The entry is read again and runs to its end; what it imports is there already.
  await import(`${pathToFileURL(luxFile)}?run=${runs++}`)
  return { code: process.exitCode ?? 0, ...written }
}
