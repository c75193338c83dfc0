import { useEffect } from "preact/hooks"
import type { SiteIndex } from "../data.ts"
import { pageKinds } from "./pages.tsx"
import { indexPart } from "./parts.ts"
import { href, route } from "./route.ts"
import { openSearch, SearchDialog } from "./search-dialog.tsx"
import { isDark, toggleTheme } from "./theme.ts"
import { Empty, Loading, timeText } from "./ui.tsx"

/** What is around every page. */
export function Shell() {
  const index = indexPart.value
  useEffect(() => {
    const slash = (event: KeyboardEvent): void => {
      const typing =
        event.target instanceof HTMLElement && /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)
      const asked = (event.key === "/" && !typing) || (event.key === "k" && (event.metaKey || event.ctrlKey))
      if (!asked) return
      event.preventDefault()
      openSearch()
    }
    window.addEventListener("keydown", slash)
    return () => window.removeEventListener("keydown", slash)
  }, [])
  if (indexPart.failed.value)
    return (
      <main class="main">
        <Empty title="The data of this site is missing">
          The folder data/ has to be beside index.html. Make the site again: lux docs generate
        </Empty>
      </main>
    )
  if (index === undefined) return <Loading />
  return (
    <>
      <button type="button" class="skip" onClick={() => document.getElementById("main")?.focus()}>
        To the content
      </button>
      <Bar index={index} />
      <main class="main" id="main" tabIndex={-1}>
        <Page index={index} />
      </main>
      <Foot index={index} />
      <SearchDialog index={index} />
    </>
  )
}

function Bar({ index }: { readonly index: SiteIndex }) {
  const { page } = route.value
  const tabs = Object.entries(pageKinds).flatMap(([name, { tab, isThere }]) =>
    tab === undefined || isThere?.(index) === false ? [] : [{ name, tab }],
  )
  return (
    <header class="bar">
      <a class="brand" href={href("")}>
        <span class="mark" aria-hidden="true" />
        <span dir="auto">{index.project}</span>
      </a>
      <nav class="tabs" aria-label="Pages">
        {tabs.map(({ name, tab }) => (
          <a key={name} href={href(name)} aria-current={page === name ? "page" : undefined}>
            {tab}
          </a>
        ))}
      </nav>
      <button
        type="button"
        class="search-button"
        aria-label="Search"
        onClick={openSearch}
        aria-keyshortcuts="/"
      >
        <SearchIcon />
        <span>Search</span>
        <kbd>/</kbd>
      </button>
      <button
        type="button"
        class="icon-button"
        onClick={toggleTheme}
        aria-label={isDark.value ? "Light colours" : "Dark colours"}
      >
        <ThemeIcon />
      </button>
    </header>
  )
}

function Page({ index }: { readonly index: SiteIndex }) {
  const at = route.value
  const kind = Object.hasOwn(pageKinds, at.page) ? pageKinds[at.page] : undefined
  if (kind === undefined)
    return (
      <Empty title="There is no such page">
        <a href={href("")}>To the overview</a>
      </Empty>
    )
  return <>{kind.draw(index, at)}</>
}

function Foot({ index }: { readonly index: SiteIndex }) {
  const { madeAt, commit, target, luxVersion } = index
  return (
    <footer class="foot">
      <span>Made {timeText(madeAt)}</span>
      {commit !== undefined && (
        <span>
          from commit <code>{commit.slice(0, 10)}</code>
        </span>
      )}
      <span>target {target}</span>
      <span>lux {luxVersion}</span>
    </footer>
  )
}

export function SearchIcon() {
  return (
    <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
      <circle cx="7" cy="7" r="4.5" fill="none" stroke="currentColor" stroke-width="1.5" />
      <path d="M10.5 10.5 14 14" stroke="currentColor" stroke-width="1.5" stroke-linecap="round" />
    </svg>
  )
}

function ThemeIcon() {
  return (
    <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
      <circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" stroke-width="1.5" />
      <path d="M8 2a6 6 0 0 1 0 12z" fill="currentColor" />
    </svg>
  )
}
