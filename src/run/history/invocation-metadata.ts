import { readFileSync, statSync } from "node:fs"
import { userInfo } from "node:os"
import { dirname, join, resolve } from "node:path"
import type { Project } from "../../project/types.ts"
import { isMap } from "../../project/yaml/is-map.ts"
import { isSecret, mask, type SecretNames } from "../../secrets.ts"
import { jsonText } from "../../template/exact-number.ts"

/** Who and what ran a command, as the history keeps it. What cannot be found out is null. */
export interface InvocationMetadata {
  readonly run_id: string | null
  readonly git_commit: string | null
  readonly user_name: string | null
  readonly vars: string | null
  readonly node_version: string
  readonly warehouse: string
}

export function invocationMetadata({ root, env, vars, target, secretNames }: Project): InvocationMetadata {
  return {
    run_id: runIdOf(env) ?? null,
    git_commit: quietly(() => commitOf(root)) ?? env["GITHUB_SHA"] ?? null,
    user_name: quietly(() => userInfo().username) ?? null,
    vars: Object.keys(vars).length === 0 ? null : jsonText(withoutSecrets(vars, secretNames)),
    node_version: process.version,
    warehouse: target.type,
  }
}

/** The run of the orchestrator that started this command. */
export function runIdOf(env: Project["env"]): string | undefined {
  return runIdNames.map((name) => env[name]).find((value) => value !== undefined && value !== "")
}

/** Where orchestrators tell which of their runs it is; lux's own goes first. */
const runIdNames = [
  "LUX_RUN_ID",
  "AIRFLOW_CTX_DAG_RUN_ID",
  "DAGSTER_RUN_ID",
  "PREFECT__FLOW_RUN_ID",
  "GITHUB_RUN_ID",
  "CI_PIPELINE_ID",
  "BUILD_ID",
]

/** The same with `"***"` for what is secret by its name. */
function withoutSecrets(value: unknown, names: SecretNames): unknown {
  if (Array.isArray(value)) return value.map((each) => withoutSecrets(each, names))
  if (!isMap(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [
      name,
      isSecret(name, each, names) ? mask : withoutSecrets(each, names),
    ]),
  )
}

/** The commit that is checked out, from the files of the repository: starting git would take longer than all else. */
function commitOf(folder: string): string | undefined {
  const git = gitFolder(folder)
  if (git === undefined) return undefined
  const head = readFileSync(join(git, "HEAD"), "utf8").trim()
  const name = /^ref: (.*)$/.exec(head)?.[1]
  if (name === undefined) return head
  // The branches of a linked worktree are with those of the repository.
  const common = quietly(() => resolve(git, readFileSync(join(git, "commondir"), "utf8").trim())) ?? git
  return quietly(() => readFileSync(join(common, name), "utf8").trim()) ?? packed(common, name)
}

function packed(git: string, name: string): string | undefined {
  const lines = readFileSync(join(git, "packed-refs"), "utf8").split("\n")
  return lines.find((line) => line.endsWith(` ${name}`))?.split(" ")[0]
}

function gitFolder(folder: string): string | undefined {
  const path = join(folder, ".git")
  const found = statSync(path, { throwIfNoEntry: false })
  if (found?.isDirectory() === true) return path
  if (found?.isFile() === true)
    return resolve(
      folder,
      readFileSync(path, "utf8")
        .replace(/^gitdir: /, "")
        .trim(),
    )
  const above = dirname(folder)
  return above === folder ? undefined : gitFolder(above)
}

function quietly<T>(work: () => T): T | undefined {
  try {
    return work()
  } catch {
    return undefined
  }
}
