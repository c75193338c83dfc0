import { createRequire } from "node:module"

/**
 * The DuckDB library, loaded on first use. As CommonJS, which it is: `import` would first read all of its files for the names
 * that they export, which takes longer than loading it.
 */
export function loadDuckDb(): typeof import("@duckdb/node-api") {
  return createRequire(import.meta.url)("@duckdb/node-api")
}
