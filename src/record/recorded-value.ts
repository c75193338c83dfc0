import { InputFile } from "../project/files/project-inputs.ts"
import { isMap } from "../project/yaml/is-map.ts"
import type { YamlDocument } from "../project/yaml/yaml-document.ts"
import { YamlPlace } from "../project/yaml/yaml-place.ts"
import { ExactNumber, revivedNumber } from "../template/exact-number.ts"
import { LaterTemplate } from "../template/later-template.ts"
import type { SourceFile } from "../template/source-file.ts"
import type { Template } from "../template/types.ts"

/**
 * Values of resources as JSON and back. Templates, files and places in YAML are kept as where they are found, not as
 * what they hold: they are read again when they are asked for, and only while their file is what it was.
 */

/** How kept things are looked up when they are asked for. */
export interface KeptFiles {
  file(path: string): SourceFile
  yaml(path: string): YamlDocument
}

const templateKey = "\u0001template"
const fileKey = "\u0001file"
const placeKey = "\u0001place"

/** A copy that JSON can hold. Where nothing has to be replaced it is the value itself. */
export function toRecorded(value: unknown): unknown {
  if (typeof value !== "object" || value === null || value instanceof ExactNumber) return value
  if (value instanceof YamlPlace) return { [placeKey]: [value.document.file.path, value.path, value.part] }
  if (Array.isArray(value)) return changedItems(value) ?? value
  if (isTemplate(value)) return { [templateKey]: recordedTemplate(value) }
  if (value instanceof InputFile) return { [fileKey]: value.path }
  return changedEntries(value) ?? value
}

/** What `toRecorded` was given, after a way through JSON. */
export function fromRecorded(value: unknown, kept: KeptFiles): unknown {
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index++) value[index] = fromRecorded(value[index], kept)
    return value
  }
  if (!isMap(value)) return value
  const number = revivedNumber(value)
  if (number !== undefined) return number
  const place = value[placeKey]
  if (Array.isArray(place)) {
    const [path, at, part] = place
    return new YamlPlace(kept.yaml(path), at, part)
  }
  const template = value[templateKey]
  if (Array.isArray(template)) {
    const [path, start, length, text] = template
    const file = typeof text === "string" ? { path, text } : kept.file(path)
    return new LaterTemplate(file, start, length ?? undefined)
  }
  const file = value[fileKey]
  if (typeof file === "string") return kept.file(file)
  for (const [key, each] of Object.entries(value)) {
    const revived = fromRecorded(each, kept)
    if (revived !== each) Reflect.set(value, key, revived)
  }
  return value
}

/** By reference where the template stands in its file as it is, with its text where it was made up. */
function recordedTemplate({ file, start, text }: Template): readonly unknown[] {
  const whole = start === 0 && text.length === file.text.length
  return isAuthored(file)
    ? [file.path, start, whole ? null : text.length]
    : [file.path, start, text.length, file.text]
}

/** Not a text that was put together for the sake of its lines. */
function isAuthored(file: SourceFile): boolean {
  return file instanceof InputFile
}

function changedItems(items: readonly unknown[]): readonly unknown[] | undefined {
  let changed: unknown[] | undefined
  for (let index = 0; index < items.length; index++) {
    const item = items[index]
    if (typeof item !== "object" || item === null) continue
    const kept = toRecorded(item)
    if (kept === item) continue
    changed ??= [...items]
    changed[index] = kept
  }
  return changed
}

function changedEntries(value: object): object | undefined {
  let changed: Record<string, unknown> | undefined
  for (const [key, each] of Object.entries(value)) {
    if (typeof each !== "object" || each === null) continue
    const kept = toRecorded(each)
    if (kept === each) continue
    changed ??= { ...value }
    changed[key] = kept
  }
  return changed
}

function isTemplate(value: object): value is Template {
  return "program" in value && "file" in value && "start" in value
}
