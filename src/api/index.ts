export type * from "./types.ts"
export { createLux } from "./create-lux.ts"
