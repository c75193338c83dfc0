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

/** A resource of the record: its detail is read at most once, when a heavy field is first asked for. */
export class KeptResource implements ProxyHandler<Resource> {
  /** The resource again. */
  readonly resource: Resource
  /** Among the resources of the record. */
  readonly position: number
  readonly detail: RecordedParts["detail"]
  readonly #light: Resource
  readonly #heavy: HeavyFields
  readonly #from: KeptFrom
  #isWhole = false

  constructor(light: Resource, heavy: HeavyFields, detail: RecordedParts["detail"], from: KeptFrom) {
    this.position = from.position
    this.detail = detail
    this.#light = light
    this.#heavy = heavy
    this.#from = from
    this.resource = new Proxy(light, this)
  }

  /** As it is written. */
  parts(): RecordedParts {
    const { names, set } = this.#heavy
    const light = this.#isWhole
      ? Object.fromEntries(Object.entries(this.#light).filter(([key]) => !set.has(key)))
      : { ...this.#light }
    return { light, heavy: names, detail: this.detail }
  }

  get(light: Resource, key: string | symbol): unknown {
    if (!this.#isWhole && typeof key === "string" && this.#heavy.set.has(key)) this.#load()
    return Reflect.get(light, key)
  }

  has(light: Resource, key: string | symbol): boolean {
    return Reflect.has(light, key) || (typeof key === "string" && this.#heavy.set.has(key))
  }

  ownKeys(light: Resource): (string | symbol)[] {
    this.#load()
    return Reflect.ownKeys(light)
  }

  getOwnPropertyDescriptor(light: Resource, key: string | symbol): PropertyDescriptor | undefined {
    this.#load()
    return Reflect.getOwnPropertyDescriptor(light, key)
  }

  #load(): void {
    if (this.#isWhole) return
    const { textOf, kept } = this.#from
    Object.assign(this.#light, fromRecorded(JSON.parse(textOf(this.detail)), kept))
    this.#isWhole = true
  }
}

interface KeptFrom {
  readonly position: number
  readonly textOf: (detail: RecordedParts["detail"]) => string
  readonly kept: KeptFiles
}

/** Names of the fields that are read later. */
export interface HeavyFields {
  readonly names: readonly string[]
  readonly set: ReadonlySet<string>
}

function isLight(value: unknown): boolean {
  if (Array.isArray(value)) return value.every((item) => typeof item === "string" && item.length < shortText)
  return typeof value === "string" ? value.length < shortText : typeof value !== "object"
}
