import { existsSync, readFileSync } from "node:fs"
import { dirname, join, resolve } from "node:path"
import type { ReadProject } from "../analysis/knowledge.ts"
import type { Invocation } from "../compile/render-context.ts"
import { stampOf, textOf } from "../project/project-inputs.ts"
import { writeWhole } from "../run/write-whole.ts"
import type { CompiledResult, SelectionOptions } from "./types.ts"

/** What compiling everything left, for the next one of an unchanged project. */
interface CompiledAnswer {
  /** Of the record of the parse that it was made from. */
  readonly recordId: string
  /** Folders of the compiled files, and the manifest, with the time of their last change. */
  readonly written: readonly (readonly [path: string, modified: number])[]
  readonly compiled: readonly Omit<CompiledResult, "sql">[]
}

/** Only what compiling everything left is kept; a selectors.yml may mean less by no selection. */
export function isEverything(root: string, selection: SelectionOptions): boolean {
  if (existsSync(join(root, "selectors.yml"))) return false
  return Object.values(selection).every((value) => value === undefined || value?.length === 0)
}

/** The compiled files as an earlier command left them; undefined where anything is not what it was. */
export function compiledBefore(
  root: string,
  record: { readonly path: string; readonly id: string },
): readonly CompiledResult[] | undefined {
  const answer = readAnswer(join(dirname(record.path), "compile.record"))
  if (answer === undefined || answer.recordId !== record.id) return undefined
  if (answer.written.some(([path, modified]) => stampOf(resolve(root, path))?.[1] !== modified))
    return undefined
  return answer.compiled.map(({ uniqueId, name, path }) => ({
    uniqueId,
    name,
    get sql() {
      return textOf(join(root, path))
    },
    path,
  }))
}

/** Keeps what `compiledBefore` answers from, unless the SQL tells which command made it. */
export function keepCompiled(
  { project, recordId }: ReadProject,
  { id, startedAt }: Invocation,
  compiled: readonly CompiledResult[],
): void {
  if (recordId === undefined) return
  if (compiled.some(({ sql }) => sql.includes(id) || sql.includes(startedAt))) return
  const { root, targetPath } = project
  const paths = [
    join(targetPath, "manifest.json"),
    ...new Set(compiled.map(({ path }) => dirname(join(root, path)))),
  ]
  const answer: CompiledAnswer = {
    recordId,
    written: paths.map((path) => [path, stampOf(path)?.[1] ?? 0] as const),
    compiled: compiled.map(({ uniqueId, name, path }) => ({ uniqueId, name, path })),
  }
  try {
    writeWhole(join(targetPath, "compile.record"), JSON.stringify(answer))
  } catch {
    // It saves time, and nothing depends on it.
  }
}

function readAnswer(path: string): CompiledAnswer | undefined {
  try {
    return JSON.parse(readFileSync(path, "utf8"))
  } catch {
    return undefined
  }
}
