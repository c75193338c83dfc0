import { aggregateSignatures, windowSignatures } from "./aggregate.ts"
import { conditionalSignatures, jsonSignatures } from "./json.ts"
import { momentSignatures } from "./moment.ts"
import { numberSignatures } from "./number.ts"
import type { Catalogue } from "./signature.ts"
import { spatialSignatures, systemSignatures } from "./spatial.ts"
import { textSignatures } from "./text.ts"

let read: Catalogue | undefined

/** Redshift's functions by their lower-case names. */
export function functionSignatures(): Catalogue {
  read ??= new Map(
    [
      ...aggregateSignatures(),
      ...windowSignatures(),
      ...textSignatures(),
      ...numberSignatures(),
      ...momentSignatures(),
      ...conditionalSignatures(),
      ...jsonSignatures(),
      ...spatialSignatures(),
      ...systemSignatures(),
    ].map((each) => [each.name, each]),
  )
  return read
}

/** Families whose members are too many and too rarely documented to say that one does not exist. */
const families = /^(?:st|h3|hll|pg|has|stl|stv|svl|svv|ai|f)_/

/** Functions of PostgreSQL 8 that Redshift has without documenting them, mostly on its leader node alone. */
const undocumented = new Set(
  `array_append array_cat array_dims array_lower array_prepend array_to_string array_upper bit_length bool
  bpchar broadcast char col_description currval date datetime
  encode float4 float8 format_type generate_series get_bit gen_random_uuid host inet int2 int4 int8
  interval isnull justify_days justify_hours lastval like name nextval notlike numeric obj_description oid overlaps
  overlay oidvectortypes pg_typeof quote_nullable regclass regexp_match setseed set_masklen shobj_description similar_escape
  sinh cosh tanh statement_timestamp clock_timestamp transaction_timestamp string_to_array substrb text textcat time timetz
  timestamp timestamptz to_regclass txid_current varchar width_bucket isfalse istrue isnotfalse isnottrue
  dexp dpow dsqrt dcbrt log10 try_cast
  unnest`.split(/\s+/),
)

/** Whether a function may exist although the catalog does not have it. */
export function mayExist(name: string): boolean {
  return families.test(name) || undocumented.has(name)
}
