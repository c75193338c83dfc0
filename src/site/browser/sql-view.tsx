import { useState } from "preact/hooks"
import type { NodePage } from "../data.ts"
import { Safe, Scroll, Section } from "./ui.tsx"

/** The SQL as its author wrote it, and as it runs. */
export function SqlView({ page }: { readonly page: NodePage }) {
  const [compiled, setCompiled] = useState(false)
  if (page.authored === "") return null
  const shown = compiled && page.compiled !== undefined ? page.compiled : page.authored
  return (
    <Section
      id="sql"
      title="SQL"
      note={
        page.compiled === undefined ? undefined : (
          <span class="switch">
            <button type="button" aria-pressed={!compiled} onClick={() => setCompiled(false)}>
              Authored
            </button>
            <button type="button" aria-pressed={compiled} onClick={() => setCompiled(true)}>
              Compiled
            </button>
          </span>
        )
      }
    >
      <Code html={shown} label={compiled ? "Compiled SQL" : "Authored SQL"} />
    </Section>
  )
}

export function Code({ html, label }: { readonly html: string; readonly label: string }) {
  return (
    <Scroll class="code" label={label}>
      <Safe html={html} class="sql" />
    </Scroll>
  )
}
