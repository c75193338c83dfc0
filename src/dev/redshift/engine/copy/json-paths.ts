import * as z from "zod"
import type { ObjectStore } from "../../object-store.ts"
import { EngineError } from "../connection.ts"
import type { LoadColumn } from "./convert.ts"
import type { CopyOptions } from "./copy-options.ts"
import { checkPath } from "./read-json.ts"

const schema = z.object({ jsonpaths: z.array(z.string()) })

/** The paths of a COPY's file of paths, one for each column; undefined where it names none. */
export async function jsonPathsOf(
  objects: ObjectStore,
  { format, paths }: CopyOptions,
  columns: readonly LoadColumn[],
): Promise<readonly string[] | undefined> {
  if (format !== "json" || !paths.startsWith("s3://")) {
    if (format === "json" && !["auto", "auto ignorecase", "noshred"].includes(paths.toLowerCase()))
      throw new EngineError(`COPY's JSON '${paths}' is not known`)
    return undefined
  }
  const body = await objects.get(paths)
  if (body === undefined) throw new EngineError(`the file of JSON paths ${paths} does not exist`)
  const { jsonpaths } = parsed(body, paths)
  if (jsonpaths.length !== columns.length)
    throw new EngineError(
      `Number of jsonpaths and the number of columns should match. JSONPath size: ${jsonpaths.length}, Number of columns in table or column list: ${columns.length}`,
    )
  for (const path of jsonpaths) checkPath(path)
  return jsonpaths
}

function parsed(body: Buffer, url: string): z.output<typeof schema> {
  try {
    return schema.parse(JSON.parse(body.toString("utf8")))
  } catch (error) {
    throw new EngineError(`Invalid JSONPaths file ${url}`, error instanceof Error ? error.message : "")
  }
}
