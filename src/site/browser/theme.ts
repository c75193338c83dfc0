/** Light or dark: as the system has it, until the reader says otherwise. */
import { signal } from "@preact/signals"

const key = "lux-theme"
const system = window.matchMedia("(prefers-color-scheme: dark)")

export const isDark = signal((stored() ?? (system.matches ? "dark" : "light")) === "dark")

system.addEventListener("change", ({ matches }) => {
  if (stored() === undefined) show(matches)
})

export function toggleTheme(): void {
  show(!isDark.value)
  try {
    localStorage.setItem(key, isDark.value ? "dark" : "light")
  } catch {
    // A browser that keeps nothing for pages from disk.
  }
}

export function show(dark: boolean): void {
  isDark.value = dark
  document.documentElement.dataset["theme"] = dark ? "dark" : "light"
}

function stored(): string | undefined {
  try {
    return localStorage.getItem(key) ?? undefined
  } catch {
    return undefined
  }
}

/** A colour of the style sheet, as it is now. */
export function cssColor(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim()
}
