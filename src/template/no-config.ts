import { LuxError } from "../errors.ts"
import type { HelperCall } from "./types.ts"

/** Throws LUX-1125: for templates that configure nothing. */
export function configHasNoEffect(call: HelperCall): never {
  throw new LuxError("LUX-1125", "config has no effect here", {
    place: call.place,
    hint: "It configures the model or test whose file it stands in. Elsewhere, write the configuration in YAML.",
  })
}
