import * as z from "zod"
import type { YamlPath } from "./yaml-document.ts"

/** The keys that a schema knows at a path, looking through lists, optionals and unions. */
export function keysAt(schema: z.core.$ZodType, path: YamlPath): readonly string[] {
  const inner = unwrap(schema)
  if (inner instanceof z.ZodUnion)
    return [...new Set(inner.options.flatMap((option) => keysAt(option, path)))]
  const [step, ...rest] = path
  if (step === undefined) return inner instanceof z.ZodObject ? Object.keys(inner.shape) : []
  if (inner instanceof z.ZodObject) {
    const next = inner.shape[String(step)]
    return next === undefined ? [] : keysAt(next, rest)
  }
  if (inner instanceof z.ZodArray) return keysAt(inner.element, rest)
  return inner instanceof z.ZodRecord ? keysAt(inner.valueType, rest) : []
}

function unwrap(schema: z.core.$ZodType): z.core.$ZodType {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodDefault)
    return unwrap(schema.unwrap())
  if (!(schema instanceof z.ZodPipe)) return schema
  // Preprocessing has its schema behind it, a transformation before it.
  return unwrap(schema.in instanceof z.ZodTransform ? schema.out : schema.in)
}
