import type { Call } from "../ast.ts"
import { at } from "./calls.ts"
import { macro, type Place, refuse } from "./context.ts"
import { typeOf } from "./infer.ts"
import { type Out, out } from "./output.ts"
import { emit } from "./walk.ts"

const firstSeed = "14695981039346656037"

/**
 * The hash of a text's bytes, or of those of a whole number, of which there are as many as its type has.
 * https://docs.aws.amazon.com/redshift/latest/dg/r_FNV_HASH.html
 */
export function fnvHash(call: Call, place: Place): Out {
  const value = at(call, 0)
  const { kind, bytes } = typeOf(value, place)
  const hashed = emit(value, place)
  const seed =
    call.args[1] === undefined
      ? firstSeed
      : out`${macro(place, "seed")}((${hashed}) is null, ${emit(at(call, 1), place)})`
  if (kind === "varchar") return out`${macro(place, "fnv_hash")}(${hashed}, ${seed})`
  if (kind !== "integer" || bytes === undefined)
    refuse(
      place,
      value,
      '"fnv_hash" of what is neither a text nor a whole number of a known type',
      "Cast it to varchar, smallint, integer or bigint: the type says which bytes are hashed.",
    )
  return out`${macro(place, "fnv_hash_number")}(${hashed}, ${String(bytes)}, ${seed})`
}
