import { existsSync } from "node:fs"
import { join, resolve } from "node:path"
import { projectFileName } from "../project/files/find-root.ts"
import { readText } from "../project/files/text-file.ts"

/**
 * Where the record of a project is: in the folder for artifacts, as far as that is known without reading the project.
 * Undefined where the project file works it out.
 */
export function recordPathOf(
  root: string,
  targetPath: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
): string | undefined {
  const asked = targetPath || env["LUX_TARGET_PATH"] || folderOf(root, env["DBT_TARGET_PATH"])
  return asked === undefined ? undefined : join(resolve(root, asked), "parse.record")
}

function folderOf(root: string, ofDbt: string | undefined): string | undefined {
  const dotenv = join(root, ".env")
  if (existsSync(dotenv) && /(LUX|DBT)_TARGET_PATH/.test(readText(dotenv, ".env"))) return undefined
  if (ofDbt) return ofDbt
  const line = /^(?:"target-path"|'target-path'|target-path)\s*:(.*)$/m.exec(
    readText(join(root, projectFileName), projectFileName),
  )
  if (line === null) return "target"
  const plain = /^\s*(?:"([\w./-]+)"|'([\w./-]+)'|([\w./-]+))\s*(?:#.*)?$/.exec(line[1] ?? "")
  return plain?.[1] ?? plain?.[2] ?? plain?.[3]
}
