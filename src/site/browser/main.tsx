import { render } from "preact"
import { Shell } from "./shell.tsx"
import { isDark, show } from "./theme.ts"
import "./shared.ts"
import "uplot/dist/uPlot.min.css"
import "./style.css"
import "./dashboards/dashboards.css"

show(isDark.value)
const root = document.getElementById("app")
if (root !== null) {
  root.textContent = ""
  render(<Shell />, root)
}
