import type { Lux, LuxOptions } from "./types.ts"

export declare function createLux(options: LuxOptions): Lux
