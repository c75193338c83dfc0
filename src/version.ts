declare const LUX_VERSION: string | undefined

/** The version of lux, put in by the bundler; `0.0.0-source` when run from its sources. */
export const luxVersion: string = typeof LUX_VERSION === "string" ? LUX_VERSION : "0.0.0-source"
