/** What the script of dashboards takes from this one: build-site.mjs leaves it out there. */
import * as signals from "@preact/signals"
import * as preact from "preact"
import * as hooks from "preact/hooks"
import * as runtime from "preact/jsx-runtime"
import * as parts from "./parts.ts"
import * as route from "./route.ts"
import * as theme from "./theme.ts"
import * as ui from "./ui.tsx"

declare global {
  interface Window {
    luxShared: Readonly<Record<string, unknown>>
  }
}

window.luxShared = {
  preact,
  "preact/hooks": hooks,
  "preact/jsx-runtime": runtime,
  "@preact/signals": signals,
  parts,
  route,
  theme,
  ui,
}
