export { errorCatalogue, LuxError, LuxErrors } from "../errors.ts"
export { createLux } from "./create-lux.ts"
export type * from "./types.ts"
