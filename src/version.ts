declare const LUX_VERSION: string | undefined

/** The version of lux, put in by the bundler; `0.0.0-source` when run from its sources. */
export const luxVersion: string = typeof LUX_VERSION === "string" ? LUX_VERSION : "0.0.0-source"

declare const LUX_BUILD: string | undefined

/** Tells one build of lux from another, also while the version is the same. */
export const luxBuild: string = typeof LUX_BUILD === "string" ? LUX_BUILD : "source"
