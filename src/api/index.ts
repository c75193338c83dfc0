export { errorCatalogue } from "../error-codes.ts"
export { LuxError, LuxErrors } from "../errors.ts"
export { createLux } from "./create-lux.ts"
export type * from "./types.ts"
