/** Marks of a chart can be looked at, clicked and reached by keyboard, whatever drew them. */
import type { ResultRow } from "../../dashboards/evaluate.ts"
import type { MarkActions } from "./tile.tsx"

/** An element and the row that it shows. */
export interface Mark {
  readonly element: SVGElement
  readonly row: ResultRow
}

/**
 * One of the marks is in the way of Tab, arrows go to the others, Enter and the space bar are a click. Those that were not
 * clicked are pale where others were.
 */
export function bindMarks(marks: readonly Mark[], { pick, isPicked, describe }: MarkActions, tip: Tip): void {
  for (const [at, { element, row }] of marks.entries()) {
    const text = describe(row)
    const picked = isPicked(row)
    element.classList.add("data-mark")
    element.classList.toggle("dimmed", picked === false)
    element.setAttribute("role", pick === undefined ? "img" : "button")
    element.setAttribute("aria-label", text)
    if (pick !== undefined) element.setAttribute("aria-pressed", String(picked === true))
    element.setAttribute("tabindex", at === 0 ? "0" : "-1")
    element.addEventListener("pointerenter", () => tip.show(element, text))
    element.addEventListener("pointerleave", () => tip.hide())
    element.addEventListener("focus", () => tip.show(element, text))
    element.addEventListener("blur", () => tip.hide())
    element.addEventListener("click", (event) =>
      pick?.(row, event.ctrlKey || event.metaKey || event.shiftKey),
    )
    element.addEventListener("keydown", (event) => {
      if (event.key === "Enter" || event.key === " ") {
        event.preventDefault()
        pick?.(row, event.ctrlKey || event.metaKey || event.shiftKey)
      }
      const next = marks[at + (steps[event.key] ?? 0)]?.element
      if (next === undefined || next === element) return
      event.preventDefault()
      element.setAttribute("tabindex", "-1")
      next.setAttribute("tabindex", "0")
      next.focus()
    })
  }
}

const steps: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }

/** A small text over a mark. */
export class Tip {
  readonly #element: HTMLElement

  constructor(element: HTMLElement) {
    this.#element = element
  }

  show(mark: Element, text: string): void {
    const [over, around] = [
      mark.getBoundingClientRect(),
      this.#element.parentElement?.getBoundingClientRect(),
    ]
    if (around === undefined) return
    this.#element.textContent = text
    this.#element.hidden = false
    const half = this.#element.offsetWidth / 2
    const middle = over.left + over.width / 2 - around.left
    const left = Math.min(Math.max(middle, half), Math.max(around.width - half, half))
    const above = over.top - around.top - this.#element.offsetHeight - 6
    this.#element.style.left = `${left}px`
    this.#element.style.top = `${above < 0 ? over.bottom - around.top + 6 : above}px`
  }

  hide(): void {
    this.#element.hidden = true
  }
}
