import * as z from "zod"
import { LuxError } from "../../errors.ts"
import { type LuxGraph, luxJsonName, luxSchemaVersion } from "./lux-graph.ts"

const headSchema = z.object({ schema_version: z.int(), lux_version: z.string().optional() })

// Of a document of lux's own the parts that a comparison stands on.
const graphSchema = z.custom<LuxGraph>((value) => partsSchema.safeParse(value).success)
const entries = z.record(z.string(), z.object({}).loose())
const partsSchema = z.object({
  project: z.object({ name: z.string(), target: z.object({ type: z.string(), path: z.string() }) }),
  macros: entries,
  tests: entries,
  nodes: entries,
})

/**
 * The graph in the text of a `lux.json`. Throws LUX-1241 where it is of a newer lux, LUX-1242 where it is none at all.
 * `file` is what people call it.
 */
export function readLuxGraph(text: string, file: string): LuxGraph {
  const value = parsed(text, file)
  const head = headSchema.safeParse(value)
  if (!head.success) throw damaged(file)
  const { schema_version, lux_version } = head.data
  if (schema_version > luxSchemaVersion)
    throw new LuxError(
      "LUX-1241",
      `${file} is of a newer lux${lux_version === undefined ? "" : ` (${lux_version})`}: its form is ${schema_version}, this lux reads up to ${luxSchemaVersion}`,
      {
        hint: "Use that version of lux here, or let this one write the state again: lux parse --write-json.",
      },
    )
  const graph = graphSchema.safeParse(value)
  if (!graph.success) throw damaged(file)
  return graph.data
}

function parsed(text: string, file: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw damaged(file, error)
  }
}

function damaged(file: string, cause?: unknown): LuxError {
  return new LuxError("LUX-1242", `${file} is no ${luxJsonName} that lux has written`, {
    hint: "Let lux write it again: `lux parse --write-json` leaves it in the target folder.",
    cause,
  })
}
