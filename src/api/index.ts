export { createLux } from "./create-lux.ts"
export type * from "./types.ts"
