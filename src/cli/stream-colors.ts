import { type Colors, colorsFor } from "../reporters/colors.ts"

/** The colours for standard output or standard error, as flags, environment and the stream have it. */
export function colorsOf(stream: "out" | "err", args: { readonly "no-color"?: unknown }): Colors {
  const { isTTY } = stream === "out" ? process.stdout : process.stderr
  return colorsFor({ noColor: args["no-color"] === true, isTerminal: isTTY === true, env: process.env })
}
