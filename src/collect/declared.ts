/** What an event is about: a collector of the declaration, a tick, the units. */
import { readFile } from "node:fs/promises"
import * as z from "zod"
import { LuxError } from "../errors.ts"
import {
  type CollectorDeclaration,
  type Collectors,
  collectorsSchema,
  type Unit,
} from "../project/collectors/declaration.ts"
import { eventSchema } from "./event.ts"
import type { Surroundings } from "./surroundings.ts"
import { tickAt } from "./tick.ts"

export interface Declared<Settings> {
  readonly event: z.output<typeof eventSchema>
  readonly collector: CollectorDeclaration
  readonly settings: Settings
  readonly units: readonly { readonly name: string; readonly unit: Unit }[]
  readonly tick: Date
}

export async function declaredFor<Settings>(
  given: unknown,
  settings: z.ZodType<Settings>,
  { declaration, now }: Pick<Surroundings, "declaration" | "now">,
): Promise<Declared<Settings>> {
  const event = checked(eventSchema, given, "LUX-3210", "the event")
  const file = declaration ?? (await packagedDeclaration())
  const collector = file.collectors.find(({ name }) => name === event.collector)
  if (collector === undefined)
    throw new LuxError("LUX-3211", `there is no collector "${event.collector}"`, {
      hint: `The declaration has ${file.collectors.map(({ name }) => `"${name}"`).join(", ")}.`,
    })
  const list = file.units[collector.units]
  return {
    event,
    collector,
    settings: checked(
      settings,
      collector.settings,
      "LUX-3212",
      `settings of the collector "${collector.name}"`,
    ),
    units: (list?.items ?? []).map((unit) => ({ name: unit[list?.key ?? ""] ?? "", unit })),
    tick: tickAt(event.at === undefined ? now() : new Date(event.at), collector.schedule.every),
  }
}

/** `lux lambdas package` puts it next to the function's bundle. */
export async function packagedDeclaration(): Promise<Collectors> {
  const path = new URL("collectors.json", import.meta.url)
  const text = await readFile(path, "utf8").catch((cause: unknown) => {
    throw new LuxError("LUX-3214", "collectors.json is not next to the function", {
      hint: "Package the function with lux lambdas package.",
      cause,
    })
  })
  return checked(collectorsSchema, JSON.parse(text), "LUX-3214", "collectors.json")
}

function checked<T>(
  schema: z.ZodType<T>,
  value: unknown,
  code: "LUX-3210" | "LUX-3212" | "LUX-3214",
  what: string,
): T {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  throw new LuxError(code, `${what}: ${z.prettifyError(parsed.error).replaceAll("\n", " ")}`)
}
