import { castTypesOf } from "../translation/cast-types.ts"

export const castTypes = castTypesOf({ real: "float", double: "double", super: "json" })
