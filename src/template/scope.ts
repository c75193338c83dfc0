import { hasProperty, isObject, propertyOf } from "./values.ts"

/** What names mean at one depth of `each` and `with`; the outermost holds a macro's or test's arguments. */
export interface Frame {
  /** `this` */
  readonly context: unknown
  /** Arguments and block parameters. */
  readonly names: Readonly<Record<string, unknown>>
  /** `@index`, `@number`, `@key`, `@first`, `@last` */
  readonly data: Readonly<Record<string, unknown>> | undefined
  readonly outer: Frame | undefined
}

export function rootFrame(scope: Readonly<Record<string, unknown>>): Frame {
  return { context: scope, names: scope, data: undefined, outer: undefined }
}

export interface Found {
  readonly value: unknown
  /** A property of a context, not a name that the template itself gave. */
  readonly property: boolean
}

/** The innermost meaning of a name, or undefined. */
export function lookUp(name: string, from: Frame | undefined): Found | undefined {
  for (let frame = from; frame !== undefined; frame = frame.outer) {
    if (Object.hasOwn(frame.names, name)) return { value: frame.names[name], property: false }
    if (isDict(frame.context) && hasProperty(frame.context, name))
      return { value: propertyOf(frame.context, name), property: true }
  }
  return undefined
}

/** `@index` of the frame that counts, `depth` loops further out. */
export function dataOf(name: string, depth: number, from: Frame): unknown {
  let skip = depth
  for (let frame: Frame | undefined = from; frame !== undefined; frame = frame.outer) {
    if (frame.data === undefined) continue
    if (skip === 0) return frame.data[name]
    skip--
  }
  return undefined
}

/** The frame `depth` steps out, or undefined where there are fewer. */
export function frameAt(depth: number, from: Frame): Frame | undefined {
  let frame: Frame | undefined = from
  for (let step = 0; step < depth && frame !== undefined; step++) frame = frame.outer
  return frame
}

/** Every name that can be written here, for messages. */
export function namesIn(from: Frame | undefined): string[] {
  const names: string[] = []
  for (let frame = from; frame !== undefined; frame = frame.outer) {
    names.push(...Object.keys(frame.names))
    if (isDict(frame.context)) names.push(...Object.keys(frame.context))
  }
  return names
}

function isDict(value: unknown): value is object {
  return isObject(value) && !Array.isArray(value)
}
