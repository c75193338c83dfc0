import { load } from "js-yaml"
import * as z from "zod"
import type { WarnErrorOptions } from "../api/types.ts"

const codes = z.union([z.array(z.string()), z.null().transform(() => [])])
const some = z.union([z.enum(["all", "*"]).transform(() => "all" as const), codes])
const schema = z
  .strictObject({ include: some, error: some, exclude: codes, warn: codes, silence: codes })
  .partial()

/** Reads a map in YAML or JSON; undefined where the text is none. dbt's newer names `error` and `warn` mean `include` and `exclude`. */
export function readWarnErrorOptions(text: string): WarnErrorOptions | undefined {
  const { data, success } = schema.safeParse(parsed(text))
  if (!success) return undefined
  return {
    include: data.include ?? data.error,
    exclude: data.exclude ?? data.warn,
    silence: data.silence,
  }
}

function parsed(text: string): unknown {
  try {
    return load(text)
  } catch {
    return undefined
  }
}
