import * as Plot from "@observablehq/plot"
import type { ResultRow } from "../../dashboards/evaluate.ts"
import type { Mark } from "./marks.ts"

/**
 * What Observable Plot draws, and its marks. A mark of class `data-marks` has one element for each row of `rows`, or of what
 * `rowAt` says a place in its data is.
 */
export function plotted(
  options: Plot.PlotOptions,
  rows: readonly ResultRow[],
): { readonly svg: SVGSVGElement; readonly marks: readonly Mark[] } {
  const drawn = Plot.plot({ ...options, className: "plot", style: { fontSize: "12px" } })
  const svg = drawn instanceof SVGSVGElement ? drawn : drawn.querySelector("svg")
  if (svg === null) throw new Error("Plot draws SVG")
  // Its style sheet is a part of style.css: the page's policy lets no element bring its own.
  for (const style of svg.querySelectorAll("style")) style.remove()
  // Names of groups say nothing to a reader: marks have labels of their own, and the table has the rest.
  for (const group of svg.querySelectorAll("g[aria-label]")) {
    if (!group.classList.contains("data-marks")) group.setAttribute("aria-hidden", "true")
    group.removeAttribute("aria-label")
    group.removeAttribute("aria-description")
  }
  const marks = [...svg.querySelectorAll<SVGElement>("g.data-marks > *")].flatMap((element) => {
    const row = rows[Number(Reflect.get(element, "__data__"))]
    return row === undefined ? [] : [{ element, row }]
  })
  return { svg, marks }
}
