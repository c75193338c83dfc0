import { setFlagsFromString } from "node:v8"

/**
 * Has V8 wait longer before it optimizes a function. By default it does so for whatever ran for a few milliseconds, which
 * takes longer than a command does that is over in half a second, and throws most of it away again even in one that
 * takes five. Only of a V8 that this was measured with.
 */
export function optimizeLater(): void {
  if (process.versions.v8.startsWith("11.")) setFlagsFromString("--interrupt-budget=1000000")
}
