import { signal } from "@preact/signals"
import { useEffect, useMemo, useRef, useState } from "preact/hooks"
import type { SiteIndex } from "../data.ts"
import { go } from "./route.ts"
import { searcherFor } from "./search.ts"
import { SearchIcon } from "./shell.tsx"
import { Swatch } from "./ui.tsx"

const isOpen = signal(false)

export function openSearch(): void {
  isOpen.value = true
}

export function SearchDialog({ index }: { readonly index: SiteIndex }) {
  return isOpen.value ? <Dialog index={index} /> : null
}

function Dialog({ index }: { readonly index: SiteIndex }) {
  const [text, setText] = useState("")
  const [at, setAt] = useState(0)
  const dialog = useRef<HTMLDialogElement>(null)
  const input = useRef<HTMLInputElement>(null)
  const searcher = useMemo(() => searcherFor(index), [index])
  const { results, ready } = searcher(text)
  useEffect(() => {
    dialog.current?.showModal()
    input.current?.focus()
  }, [])
  useEffect(() => {
    document.getElementById(`result-${at}`)?.scrollIntoView({ block: "nearest" })
  }, [at])
  const close = (): void => {
    isOpen.value = false
  }
  const open = (number: number): void => {
    const found = results[number]
    if (found === undefined) return
    close()
    go(found.href)
  }
  const keys = (event: KeyboardEvent): void => {
    const moves: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1 }
    const move = moves[event.key]
    if (move !== undefined) {
      event.preventDefault()
      setAt(Math.max(0, Math.min(results.length - 1, at + move)))
    } else if (event.key === "Enter") {
      event.preventDefault()
      open(at)
    }
  }
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes a dialog by itself
    <dialog
      ref={dialog}
      class="search"
      aria-label="Search"
      onClose={close}
      onClick={(event) => event.target === dialog.current && close()}
    >
      <div class="search-head">
        <SearchIcon />
        <input
          ref={input}
          type="text"
          role="combobox"
          aria-label="Search names, columns, descriptions, tags and SQL"
          aria-expanded={results.length > 0}
          aria-controls="results"
          aria-activedescendant={results.length > 0 ? `result-${at}` : undefined}
          autocomplete="off"
          spellcheck={false}
          placeholder="Search models, columns, descriptions, SQL"
          value={text}
          onInput={(event) => {
            setText(event.currentTarget.value)
            setAt(0)
          }}
          onKeyDown={keys}
        />
        <button type="button" class="key-button" onClick={close} aria-label="Close">
          Esc
        </button>
      </div>
      {results.length > 0 && (
        <div class="results" id="results" role="listbox" aria-label="Results">
          {results.map((result, number) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the arrows and Enter belong to the box above
            <div
              key={result.href}
              id={`result-${number}`}
              class="result"
              role="option"
              tabIndex={-1}
              aria-selected={number === at}
              onClick={() => open(number)}
              onMouseMove={() => number !== at && setAt(number)}
            >
              <Swatch layer={result.layer} />
              <span class="result-name name" dir="auto">
                {result.name}
              </span>
              <span class="result-about" dir="auto">
                {result.about}
              </span>
              <span class="result-kind">{result.kind}</span>
            </div>
          ))}
        </div>
      )}
      {text.trim() !== "" && results.length === 0 && (
        <p class="search-none" role="status">
          {ready ? "Nothing found." : "Searching…"}
        </p>
      )}
    </dialog>
  )
}
