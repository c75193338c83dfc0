import { at } from "../../translation/calls.ts"
import type { Emitters } from "../../translation/context.ts"
import { emit } from "../../translation/walk.ts"

/**
 * A SUPER value is JSON text in Spark. Spark's functions read more than JSON, and give null for what is none: of texts
 * none is verified.
 * https://docs.aws.amazon.com/redshift/latest/dg/Super_functions.html
 */
export const jsonEmitters: Emitters = {
  json_serialize: (call, place) => emit(at(call, 0), place),
}
