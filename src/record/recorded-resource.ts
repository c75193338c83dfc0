import type { Resource } from "../project/types.ts"
import { fromRecorded, type KeptFiles, toRecorded } from "./recorded-value.ts"

/** A resource in two parts: what every command asks of it, and the rest, which is read when it is asked for. */
export interface RecordedParts {
  readonly light: Readonly<Record<string, unknown>>
  /** Names of the fields in `detail`. */
  readonly heavy: readonly string[]
  /** JSON, or where that starts in the file of details and its bytes. */
  readonly detail: string | readonly [start: number, size: number]
}

const shortText = 128

/** Short texts, switches and lists of texts are light. */
export function splitResource(resource: Resource): RecordedParts {
  const light: Record<string, unknown> = {}
  const detail: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(resource)) {
    if (value === undefined) continue
    if (isLight(value)) light[key] = value
    else detail[key] = toRecorded(value)
  }
  return { light, heavy: Object.keys(detail), detail: JSON.stringify(detail) }
}

/** The resource again. `detail` is called at most once, when a heavy field is first asked for. */
export function joinResource(
  light: Resource,
  heavy: ReadonlySet<string>,
  detail: () => string,
  kept: KeptFiles,
): Resource {
  let loaded: Resource | undefined
  const whole = (): Resource => {
    loaded ??= Object.assign({}, light, fromRecorded(JSON.parse(detail()), kept))
    return loaded
  }
  const holder = (key: string | symbol): Resource =>
    typeof key === "string" && heavy.has(key) ? whole() : light
  return new Proxy(light, {
    get: (_, key) => Reflect.get(holder(key), key),
    has: (_, key) => Reflect.has(holder(key), key),
    ownKeys: () => Reflect.ownKeys(whole()),
    getOwnPropertyDescriptor: (_, key) => Reflect.getOwnPropertyDescriptor(holder(key), key),
  })
}

function isLight(value: unknown): boolean {
  if (Array.isArray(value)) return value.every((item) => typeof item === "string" && item.length < shortText)
  return typeof value === "string" ? value.length < shortText : typeof value !== "object"
}
